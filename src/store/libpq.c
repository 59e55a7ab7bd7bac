#include "store/libpq.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>

static libpq functions;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static void load(void)
{
	static const struct {
		const char *name;
		size_t at;
	} wanted[] = {
#define X(name) {#name, offsetof(libpq, name)},
		LIBPQ_FUNCTIONS(X)
#undef X
	};
	void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		void *found = dlsym(library, wanted[i].name);

		if (!found)
			return;
		*(void **)((char *)&functions + wanted[i].at) = found;
	}
	loaded = true;
}

int libpq_load(const libpq **out, const char *shown, err *e)
{
	pthread_once(&once, load);
	if (!loaded)
		return err_add(e, ERR_IO, shown,
			"needs PostgreSQL's client library, libpq.so.5, which is not here: install the Debian package "
			"libpq5");
	*out = &functions;
	return 0;
}
