#ifndef BCF_STORE_ARCHIVE_H
#define BCF_STORE_ARCHIVE_H
/* Everything in a store as files that a spreadsheet and a text editor can read, and back.  The format is public
 * (docs/versions.md, and the README.txt in every archive):
 *
 *   README.txt
 *   packages.csv          package,kind,versions,events,head; the package without a name is the store itself
 *   settings.csv          package,name,content
 *   events.csv            of the store itself
 *   packages/ID/versions.csv branches.csv events.csv      columns as in store/schema, digests in hex
 *   packages/ID/contents.csv                              digest,file,size; a blank file: expunged
 *   packages/ID/content/HEX.csv HEX.md HEX.txt            every text that a version has or had, named by its SHA-256
 *   packages/ID/now/BRANCH/                               the head of each branch as a package folder; not read back
 *
 * The files do not depend on the engine: rows are in the order of number, name or digest, by bytes. */

#include "store/copy.h"
#include "store/store.h"

/* Makes the folder `path`, which must not be there (ERR_USAGE); it appears complete or not at all. */
int archive_export(store *s, const char *path, const copy_watch *watch, arena *a, err *e);

/* Makes the store `where`, which must not be there yet, from an archive.  Every digest is computed again: ERR_PARSE
 * names the file, and the line, that does not hold.  On failure there is no store. */
int archive_import(const char *where, const char *path, const copy_watch *watch, arena *a, err *e);

/* What both know. */
#define ARCHIVE_PACKAGES "packages.csv"
#define ARCHIVE_SETTINGS "settings.csv"
#define ARCHIVE_OWN_EVENTS "events.csv"
#define ARCHIVE_CONTENTS "contents.csv"
#define ARCHIVE_CONTENTS_HEADER "digest,file,size"

#endif
