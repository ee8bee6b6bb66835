#!/bin/sh
# Makes configure and Makefile.in out of configure.ac and Makefile.am.
set -e
cd "$(dirname "$0")"
exec autoreconf --force --install --warnings=all,no-obsolete "$@"
