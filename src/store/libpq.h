#ifndef BCF_STORE_LIBPQ_H
#define BCF_STORE_LIBPQ_H
/* PostgreSQL's client library, loaded when it is first needed (store/connection.h says why). */

#include <libpq-fe.h>

#include "base/err.h"

#define LIBPQ_FUNCTIONS(X)                                                                                             \
	X(PQconnectdbParams)                                                                                           \
	X(PQconninfoFree)                                                                                              \
	X(PQconninfoParse)                                                                                             \
	X(PQclear)                                                                                                     \
	X(PQcmdStatus)                                                                                                 \
	X(PQcmdTuples)                                                                                                 \
	X(PQerrorMessage)                                                                                              \
	X(PQexec)                                                                                                      \
	X(PQexecPrepared)                                                                                              \
	X(PQfinish)                                                                                                    \
	X(PQfreemem)                                                                                                   \
	X(PQftype)                                                                                                     \
	X(PQgetisnull)                                                                                                 \
	X(PQgetlength)                                                                                                 \
	X(PQgetvalue)                                                                                                  \
	X(PQnfields)                                                                                                   \
	X(PQntuples)                                                                                                   \
	X(PQparameterStatus)                                                                                           \
	X(PQprepare)                                                                                                   \
	X(PQresultErrorField)                                                                                          \
	X(PQresultStatus)                                                                                              \
	X(PQsetNoticeProcessor)                                                                                        \
	X(PQstatus)                                                                                                    \
	X(PQtransactionStatus)

typedef struct libpq {
#define X(name) __typeof__(&name) name;
	LIBPQ_FUNCTIONS(X)
#undef X
} libpq;

/* From any thread; it stays loaded until the program ends. */
int libpq_load(const libpq **out, const char *shown, err *e);

#endif
