.PHONY: all bench mutate check lint lint-deep fuzz demo deb editors install
all: build/build.ninja
	ninja -C build bailee
build/build.ninja:
	tools/install-deps
	meson setup build
bench mutate check lint lint-deep fuzz deb editors:
	tools/$@
demo:
	tools/demo $(COMPANY)
install: all
	meson install -C build --no-rebuild
