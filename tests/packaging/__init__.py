"""Files of a release: the wheel, packages of Debian, a container image, the list of what is inside. No part of the
program: `make release` calls it."""
