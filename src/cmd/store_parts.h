#ifndef BCF_CMD_STORE_PARTS_H
#define BCF_CMD_STORE_PARTS_H
/* Subcommands of `bcf store`; cmd_store.c has the table of them, with the help of each. */

#include "cmd/cmd.h"
#include "store/store.h"

#define STORE_PART_COUNT 13
extern const command store_parts[STORE_PART_COUNT];

int cmd_store_create(int argc, char **argv, arena *a, err *e);
int cmd_store_import(int argc, char **argv, arena *a, err *e);
int cmd_store_export(int argc, char **argv, arena *a, err *e);
int cmd_store_log(int argc, char **argv, arena *a, err *e);
int cmd_store_branch(int argc, char **argv, arena *a, err *e);
int cmd_store_verify(int argc, char **argv, arena *a, err *e);
int cmd_store_head(int argc, char **argv, arena *a, err *e);
int cmd_store_key(int argc, char **argv, arena *a, err *e);
int cmd_store_backup(int argc, char **argv, arena *a, err *e);
int cmd_store_restore(int argc, char **argv, arena *a, err *e);
int cmd_store_reindex(int argc, char **argv, arena *a, err *e);
/* bcf store expunge STORE#ID [VERSION:PATH|DIGEST --reason TEXT --by NAME]
 * bcf store expunge STORE[#ID] --due [--today DATE] [--from PERIODS.csv] [--apply --reason TEXT --by NAME] */
int cmd_store_expunge(int argc, char **argv, arena *a, err *e);
/* bcf store person STORE NAME [--format text|csv|json] */
int cmd_store_person(int argc, char **argv, arena *a, err *e);

/* bcf store import STORE --all FOLDER */
int import_all(const options *o, arena *a, err *e);

/* The store's name, the first of `count` words; ERR_USAGE with `what` should be named. */
int store_word(const char **out, const options *o, size_t count, const char *what, err *e);

#endif
