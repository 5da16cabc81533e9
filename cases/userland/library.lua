-- SPDX-License-Identifier: BSD-2-Clause
-- What lua's library asks of the C library and the kernel.

local t = {}
for i = 1, 200000 do t[i] = (i * 7919) % 100003 end
table.sort(t)
for i = 2, #t do assert(t[i - 1] <= t[i]) end

local next_number = coroutine.wrap(function()
	for i = 1, 10000 do coroutine.yield(i) end
end)
local sum = 0
for i = 1, 10000 do sum = sum + next_number() end
assert(sum == 50005000)

assert(string.format("%.14g %5.2f %q %x", math.pi, -1.5, "a\nb", 255) ==
    "3.1415926535898 -1.50 \"a\\\nb\" ff")
assert(("%a"):rep(3, "-") == "%a-%a-%a")
assert(string.format("%a", 0.5) == "0x1p-1")
assert(tostring(2^53) == "9.007199254741e+15" and 7 // 2 == 3)
assert(-7 % 3 == 2 and 1e308 * 10 == math.huge)
assert(string.pack("<i4d", 7, 1.5):len() == 12)

local pipe = assert(io.popen("cat >/dev/null; exit 3", "w"))
for i = 1, 10000 do pipe:write("line ", i, "\n") end
local ok, how, status = pipe:close()
assert(ok == nil and how == "exit" and status == 3)
pipe = assert(io.popen("kill -KILL $$"))
ok, how, status = pipe:close()
assert(ok == nil and how == "signal" and status == 9)
assert(select(3, os.execute("exit 5")) == 5)

local name = os.tmpname()
local f = assert(io.open(name, "w+"))
f:setvbuf("full", 100)
for i = 1, 5000 do f:write(i, "\n") end
assert(f:seek("set", 0) == 0)
local n = 0
for line in f:lines("n") do n = n + line end
assert(n == 12502500 and f:seek("cur") == f:seek("end"))
f:close()
assert(os.rename(name, name .. ".new") and os.remove(name .. ".new"))
local got, why, errno = io.open(name)
assert(not got and why == name .. ": No such file or directory" and errno == 2)

assert(os.date("!%F %T", 86399) == "1970-01-01 23:59:59")
assert(os.time{year = 2024, month = 7, day = 1, hour = 12} == 1719835200)
assert(os.clock() > 0 and os.getenv("HOME") == "/root")
assert(os.setlocale("C") == "C")

for i = 1, 20 do
	local garbage = {}
	for j = 1, 20000 do garbage[j] = {j} end
end
collectgarbage()
assert(collectgarbage("count") < 10000)
print("all of it holds")
