/* The module heliograph.storage.sqlite._files: what SQLite does to its files, changed on the way.
 *
 * The table of methods of one open file is replaced by a copy of it with some of its methods
 * replaced; SQLite's own code does everything else, whatever VFS is below. A VFS in Python would
 * ask for Python's lock at each call, and wait for it while an event loop holds it.
 *
 * No header of SQLite is needed: what is used here is part of its stable interface.
 * https://www.sqlite.org/c3ref/io_methods.html
 */
#ifndef HELIOGRAPH_FILES_H
#define HELIOGRAPH_FILES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_PAGE 65536
#define SQLITE_OK 0
#define SQLITE_IOERR_WRITE 778
#define SQLITE_SYNC_FULL 3
#define SQLITE_IOCAP_POWERSAFE_OVERWRITE 0x1000
#define SQLITE_FCNTL_FILE_POINTER 7
#define SQLITE_FCNTL_JOURNAL_POINTER 28

typedef struct file file;

typedef struct {
    int version;
    int (*close)(file *);
    int (*read)(file *, void *, int, int64_t);
    int (*write)(file *, const void *, int, int64_t);
    int (*truncate)(file *, int64_t);
    int (*sync)(file *, int);
    int (*size)(file *, int64_t *);
    void (*rest_of_1[5])(void);
    int (*characteristics)(file *);
    void (*rest_of_2[4])(void);
    void (*rest_of_3[2])(void);
} methods;

struct file {
    const methods *methods;
};

/* The database or the log that a connection has open; NULL with an exception if it has none. */
file *file_of(PyObject *connection, int which);

/* A table as a file has it, to be changed and put into the file's place. */
methods methods_of(const file *file);

PyObject *clean_pages(PyObject *module, PyObject *connection);
PyObject *allow_cleaning(PyObject *module, PyObject *arguments);
PyObject *clean_all(PyObject *module, PyObject *arguments);
PyObject *without_residue(PyObject *module, PyObject *arguments);
PyObject *gather_log(PyObject *module, PyObject *connection);

#endif
