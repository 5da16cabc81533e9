# Start of a login shell.
PATH=/bin:/usr/bin:/usr/local/bin:/sbin:/usr/sbin:$HOME/bin
EDITOR=vi
PAGER=more
export PATH EDITOR PAGER
umask 022
