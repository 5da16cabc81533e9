# SPDX-License-Identifier: BSD-2-Clause
#
# newlib.mk: the parts of newlib that make up the C library.  What touches the
# system (memory, processes, errors by name, terminals) is ours instead.

NEWLIB_CTYPE=	categories.c jp2uc.c ctype_.c isalnum.c isalnum_l.c isalpha.c isalpha_l.c \
		isascii.c isascii_l.c isblank.c isblank_l.c iscntrl.c \
		iscntrl_l.c isdigit.c isdigit_l.c islower.c islower_l.c \
		isprint.c isprint_l.c ispunct.c ispunct_l.c isspace.c \
		isspace_l.c isupper.c isupper_l.c iswalnum.c iswalnum_l.c \
		iswalpha.c iswalpha_l.c iswblank.c iswblank_l.c iswcntrl.c \
		iswcntrl_l.c iswctype.c iswctype_l.c iswdigit.c iswdigit_l.c \
		iswgraph.c iswgraph_l.c iswlower.c iswlower_l.c iswprint.c \
		iswprint_l.c iswpunct.c iswpunct_l.c iswspace.c iswspace_l.c \
		iswupper.c iswupper_l.c iswxdigit.c iswxdigit_l.c isxdigit.c \
		isxdigit_l.c toascii.c toascii_l.c tolower.c tolower_l.c \
		toupper.c toupper_l.c towctrans.c towctrans_l.c towlower.c \
		towlower_l.c towupper.c towupper_l.c wctrans.c wctrans_l.c \
		wctype.c wctype_l.c

NEWLIB_LOCALE=	duplocale.c freelocale.c lctype.c lmessages.c lmonetary.c \
		lnumeric.c locale.c localeconv.c newlocale.c nl_langinfo.c \
		timelocal.c uselocale.c

NEWLIB_MISC=	ffs.c

NEWLIB_POSIX=	posix_spawn.c collate.c collcmp.c fnmatch.c glob.c regcomp.c regerror.c \
		regexec.c regfree.c

NEWLIB_REENT=	reent.c signgam.c

NEWLIB_SEARCH=	bsd_qsort_r.c bsearch.c hcreate.c hcreate_r.c qsort.c \
		qsort_r.c tdelete.c tdestroy.c tfind.c tsearch.c twalk.c

NEWLIB_STDIO=	asiprintf.c asniprintf.c asnprintf.c asprintf.c clearerr.c \
		clearerr_u.c diprintf.c dprintf.c fclose.c fcloseall.c \
		fdopen.c feof.c feof_u.c ferror.c ferror_u.c fflush.c \
		fflush_u.c fgetc.c fgetc_u.c fgetpos.c fgets.c fgets_u.c \
		fgetwc.c fgetwc_u.c fgetws.c fgetws_u.c fileno.c fileno_u.c \
		findfp.c fiprintf.c fiscanf.c flags.c fmemopen.c fopen.c \
		fopencookie.c fprintf.c fpurge.c fputc.c fputc_u.c fputs.c \
		fputs_u.c fputwc.c fputwc_u.c fputws.c fputws_u.c fread.c \
		fread_u.c freopen.c fscanf.c fseek.c fseeko.c fsetlocking.c \
		fsetpos.c ftell.c ftello.c funopen.c fvwrite.c \
		fwide.c fwprintf.c fwrite.c fwrite_u.c fwscanf.c getc.c \
		getc_u.c getchar.c getchar_u.c getdelim.c getline.c gets.c getw.c \
		getwc.c getwc_u.c getwchar.c getwchar_u.c iprintf.c iscanf.c \
		makebuf.c mktemp.c open_memstream.c printf.c putc.c putc_u.c \
		putchar.c putchar_u.c puts.c putw.c putwc.c putwc_u.c \
		putwchar.c putwchar_u.c refill.c rewind.c rget.c scanf.c \
		sccl.c setbuf.c setbuffer.c setlinebuf.c setvbuf.c \
		siprintf.c siscanf.c sniprintf.c snprintf.c sprintf.c \
		sscanf.c stdio.c stdio_ext.c swprintf.c swscanf.c \
		ungetc.c ungetwc.c vasiprintf.c vasniprintf.c vasnprintf.c \
		vasprintf.c vdiprintf.c vdprintf.c vfprintf.c vfscanf.c \
		vfwprintf.c vfwscanf.c viprintf.c viscanf.c vprintf.c \
		vscanf.c vsiprintf.c vsiscanf.c vsniprintf.c vsnprintf.c \
		vsprintf.c vsscanf.c vswprintf.c vswscanf.c vwprintf.c \
		vwscanf.c wbuf.c wprintf.c wscanf.c wsetup.c

NEWLIB_STDLIB=	__adjust.c __atexit.c __call_atexit.c __exp10.c __ten_mu.c \
		a64l.c abs.c arc4random.c arc4random_uniform.c assert.c \
		atexit.c atof.c atoff.c atoi.c atol.c atoll.c btowc.c \
		cxa_atexit.c cxa_finalize.c div.c drand48.c dtoa.c ecvtbuf.c \
		efgcvt.c envlock.c erand48.c gdtoa-gethex.c \
		gdtoa-hexnan.c getenv.c getenv_r.c getsubopt.c imaxabs.c \
		imaxdiv.c itoa.c jrand48.c l64a.c labs.c lcong48.c ldiv.c \
		ldtoa.c llabs.c lldiv.c lrand48.c mblen.c mblen_r.c mbrlen.c \
		mbrtowc.c mbsinit.c mbsnrtowcs.c mbsrtowcs.c mbstowcs.c \
		mbstowcs_r.c mbtowc.c mbtowc_r.c mprec.c mrand48.c nrand48.c \
		on_exit.c putenv.c putenv_r.c quick_exit.c rand.c rand48.c \
		rand_r.c reallocarray.c reallocf.c seed48.c \
		setenv.c setenv_r.c srand48.c strtod.c strtodg.c strtoimax.c \
		strtol.c strtold.c strtoll.c strtoll_r.c strtorx.c strtoul.c \
		strtoull.c strtoull_r.c strtoumax.c utoa.c wcrtomb.c \
		wcsnrtombs.c wcsrtombs.c wcstod.c wcstoimax.c wcstol.c \
		wcstold.c wcstoll.c wcstoll_r.c wcstombs.c wcstombs_r.c \
		wcstoul.c wcstoull.c wcstoull_r.c wcstoumax.c wctob.c \
		wctomb.c wctomb_r.c

NEWLIB_STRING=	bcmp.c bcopy.c bzero.c explicit_bzero.c ffsl.c ffsll.c fls.c \
		flsl.c flsll.c gnu_basename.c index.c memccpy.c memchr.c \
		memcmp.c memcpy.c memmem.c memmove.c mempcpy.c memrchr.c \
		memset.c rawmemchr.c rindex.c stpcpy.c stpncpy.c \
		strcasecmp.c strcasecmp_l.c strcasestr.c strcat.c strchr.c \
		strchrnul.c strcmp.c strcoll.c strcoll_l.c strcpy.c \
		strcspn.c strdup.c strdup_r.c strlcat.c strlcpy.c strlen.c \
		strlwr.c strncasecmp.c strncasecmp_l.c strncat.c strncmp.c \
		strncpy.c strndup.c strndup_r.c strnlen.c strnstr.c \
		strpbrk.c strrchr.c strspn.c strstr.c strtok.c \
		strtok_r.c strupr.c strverscmp.c strxfrm.c strxfrm_l.c \
		swab.c timingsafe_bcmp.c timingsafe_memcmp.c wcpcpy.c \
		wcpncpy.c wcscasecmp.c wcscasecmp_l.c wcscat.c wcschr.c \
		wcscmp.c wcscoll.c wcscoll_l.c wcscpy.c wcscspn.c wcsdup.c \
		wcslcat.c wcslcpy.c wcslen.c wcsncasecmp.c wcsncasecmp_l.c \
		wcsncat.c wcsncmp.c wcsncpy.c wcsnlen.c wcspbrk.c wcsrchr.c \
		wcsspn.c wcsstr.c wcstok.c wcswidth.c wcsxfrm.c wcsxfrm_l.c \
		wcwidth.c wmemchr.c wmemcmp.c wmemcpy.c wmemmove.c \
		wmempcpy.c wmemset.c

NEWLIB_TIME=	asctime.c asctime_r.c ctime.c ctime_r.c difftime.c \
		gmtime_r.c month_lengths.c strftime.c wcsftime.c

NEWLIB_UNIX=	basename.c dirname.c


# memcpy and memset are in assembler.
NEWLIB_STRING:=	${NEWLIB_STRING:Nmemcpy.c:Nmemset.c} memcpy.S memset.S
memcpy.o: ${NEWLIB}/libc/machine/x86_64/memcpy.S
memset.o: ${NEWLIB}/libc/machine/x86_64/memset.S

.PATH: ${NEWLIB}/libc/machine/x86_64 ${NEWLIB}/libc/ctype ${NEWLIB}/libc/locale
.PATH: ${NEWLIB}/libc/misc ${NEWLIB}/libc/posix ${NEWLIB}/libc/reent
.PATH: ${NEWLIB}/libc/search ${NEWLIB}/libc/stdio ${NEWLIB}/libc/stdlib
.PATH: ${NEWLIB}/libc/string ${NEWLIB}/libc/time ${NEWLIB}/libc/unix

# The parts of libm that formatted I/O needs.
NEWLIB_MATH=	s_copysign.c s_finite.c s_fpclassify.c sf_fpclassify.c s_frexp.c s_infinity.c \
		s_isinf.c s_isinfd.c s_isnan.c s_isnand.c s_ldexp.c s_modf.c \
		s_nan.c s_scalbn.c s_signbit.c sf_nan.c frexpl.c
.PATH: ${NEWLIB}/libm/common ${NEWLIB}/libm/math

NEWLIB_SRCS=	${NEWLIB_CTYPE} ${NEWLIB_LOCALE} ${NEWLIB_MATH} ${NEWLIB_MISC} \
		${NEWLIB_POSIX} ${NEWLIB_REENT} ${NEWLIB_SEARCH} \
		${NEWLIB_STDIO} ${NEWLIB_STDLIB} ${NEWLIB_STRING} \
		${NEWLIB_TIME} ${NEWLIB_UNIX}

# Others' sources are compiled without our warnings.
NEWLIB_CFLAGS=	-D_COMPILING_NEWLIB -D_LIBC -DHAVE_FCNTL -DHAVE_OPENDIR \
		-DMALLOC_PROVIDED -DREENTRANT_SYSCALLS_PROVIDED \
		-DMISSING_SYSCALL_NAMES -DHAVE_BLKSIZE -DHAVE_MKDIR -D_GNU_SOURCE \
		-fno-builtin -w -I${NEWLIB}/libc/stdio \
		-I${NEWLIB}/libm/common
.for _s in ${NEWLIB_SRCS}
CFLAGS.${_s}=	${NEWLIB_CFLAGS} -I${.IMPSRC:H}
.endfor

# The formatted I/O sources are compiled several times each.
.for _f in vfprintf vfscanf vfwprintf vfwscanf
.for _o _d in vfi -DINTEGER_ONLY svf -DSTRING_ONLY svfi -DINTEGER_ONLY@-DSTRING_ONLY
NEWLIB_OBJS+=	${_f:S,^vf,${_o},}.o
${_f:S,^vf,${_o},}.o: ${_f}.c
	@echo "  CC      ${.TARGET}"
	@${CC} ${CFLAGS} ${NEWLIB_CFLAGS} ${_d:S,@, ,} ${DEPEND} \
	    -c ${.ALLSRC:M*/${_f}.c:[1]} -o ${.TARGET}
.endfor
.endfor

# So is the heap.
.for _d in MALLOC FREE REALLOC CALLOC MEMALIGN MALLOC_USABLE_SIZE
NEWLIB_OBJS+=	heap_${_d:tl}.o
heap_${_d:tl}.o: mallocr.c
	@echo "  CC      ${.TARGET}"
	@${CC} ${CFLAGS} ${NEWLIB_CFLAGS} -DDEFINE_${_d} -DMALLOC_ALIGNMENT=16 \
	    -DDEFAULT_TOP_PAD=65536 -UMALLOC_PROVIDED \
	    -DINTERNAL_NEWLIB ${DEPEND} \
	    -c ${.ALLSRC:M*/mallocr.c:[1]} -o ${.TARGET}
.endfor
