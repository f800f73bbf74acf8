/* fuzz/sidecar.c -- what a sidecar names are files of its own folder, each once. */
#include "base/check.h"
#include "doors/folder/sidecar.h"
#include "fuzz.h"

int
fuzz_sidecar(const uint8_t *bytes, size_t n)
{
	struct str text = n > 0 ? (struct str){ (const char *)bytes, n } : S("");
	struct sidecar s;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	if (sidecar_read(&sc, text, &s).code == E_OK) {
		CHECK(s.files <= SIDECAR_FILES_MAX && s.values->kind == NODE_MAP);
		CHECK(node_get(s.offer, S("values")) == NULL);
		for (size_t i = 0; i < s.files; i++) {
			CHECK(folder_name(s.file[i].name));
			CHECK(memchr(s.file[i].name.p, '/', s.file[i].name.n) == NULL);
			for (size_t k = 0; k < i; k++)
				CHECK(!str_eq(s.file[i].name, s.file[k].name));
		}
	} else {
		CHECK(sc.fault.text.n > 0);
	}
	scope_end(&sc);
	return 0;
}
