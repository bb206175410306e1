/* Pages cleaned on their way into the database. residue.py holds the same rule in Python. */
#include "files.h"

#define FILE_HEADER 100

/* Belongs to its file, from `clean_pages` until that is closed. */
typedef struct {
    methods cleaning; /* first: the table of a file that has a hook is the hook */
    const methods *own;
    int cleans;
    uint8_t page[LONGEST_PAGE];
} page_hook;

/* What lies between the list of rows and the rows. */
typedef struct {
    Py_ssize_t begin, size; /* a size of 0: nothing is to be cleaned */
} gap;

static gap
find_gap(const uint8_t *page, Py_ssize_t size, int64_t offset)
{
    gap none = {0, 0};
    Py_ssize_t header = offset ? 0 : FILE_HEADER;
    if (size < header + 8) {
        return none;
    }
    const uint8_t *said = page + header;
    int inner = said[0] == 2 || said[0] == 5;
    if (!inner && said[0] != 10 && said[0] != 13) {
        return none;
    }
    Py_ssize_t begin = header + (inner ? 12 : 8) + 2 * (said[3] << 8 | said[4]);
    Py_ssize_t end = said[5] << 8 | said[6];
    if (end == 0) {
        end = LONGEST_PAGE;
    }
    if (begin >= end || end > size) {
        return none;
    }
    for (Py_ssize_t at = begin; at < end; at++) {
        if (page[at]) {
            return (gap){begin, end - begin};
        }
    }
    return none;
}

static int
write_clean(file *file, const void *data, int size, int64_t offset)
{
    page_hook *pages = (void *)file->methods;
    if (pages->cleans && size <= LONGEST_PAGE) {
        gap gap = find_gap(data, size, offset);
        if (gap.size) {
            memcpy(pages->page, data, size);
            memset(pages->page + gap.begin, 0, gap.size);
            data = pages->page;
        }
    }
    return pages->own->write(file, data, size, offset);
}

static int
close_hooked(file *file)
{
    page_hook *pages = (void *)file->methods;
    file->methods = pages->own;
    free(pages);
    return file->methods->close(file);
}

static page_hook *
hook_of(file *file)
{
    if (file == NULL) {
        return NULL;
    }
    if (file->methods->write != write_clean) {
        PyErr_SetString(PyExc_RuntimeError, "this connection does not clean what it writes");
        return NULL;
    }
    return (void *)file->methods;
}

PyObject *
clean_pages(PyObject *Py_UNUSED(module), PyObject *connection)
{
    file *file = file_of(connection, SQLITE_FCNTL_FILE_POINTER);
    if (file == NULL) {
        return NULL;
    }
    if (file->methods->write == write_clean) {
        Py_RETURN_NONE;
    }
    page_hook *pages = calloc(1, sizeof *pages);
    if (pages == NULL) {
        return PyErr_NoMemory();
    }
    pages->cleaning = methods_of(file);
    pages->cleaning.write = write_clean;
    pages->cleaning.close = close_hooked;
    pages->own = file->methods;
    pages->cleans = 1;
    file->methods = &pages->cleaning;
    Py_RETURN_NONE;
}

PyObject *
allow_cleaning(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *connection;
    int cleans;
    if (!PyArg_ParseTuple(arguments, "Op", &connection, &cleans)) {
        return NULL;
    }
    page_hook *pages = hook_of(file_of(connection, SQLITE_FCNTL_FILE_POINTER));
    if (pages == NULL) {
        return NULL;
    }
    pages->cleans = cleans;
    Py_RETURN_NONE;
}

/* Gives what SQLite answered. */
static int
clean_file(file *file, page_hook *pages, int64_t count, int page_bytes)
{
    uint8_t *page = pages->page;
    for (int64_t number = 0; number < count; number++) {
        int64_t offset = number * page_bytes;
        int answer = pages->own->read(file, page, page_bytes, offset);
        if (answer != SQLITE_OK) {
            return answer;
        }
        gap gap = find_gap(page, page_bytes, offset);
        if (gap.size) {
            memset(page + gap.begin, 0, gap.size);
            answer = pages->own->write(file, page, page_bytes, offset);
            if (answer != SQLITE_OK) {
                return answer;
            }
        }
    }
    return pages->own->sync(file, SQLITE_SYNC_FULL);
}

PyObject *
clean_all(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *connection;
    long long count;
    int page_bytes, answer;
    if (!PyArg_ParseTuple(arguments, "OLi", &connection, &count, &page_bytes)) {
        return NULL;
    }
    if (page_bytes < 1 || page_bytes > LONGEST_PAGE) {
        PyErr_Format(PyExc_ValueError, "no page has %d bytes", page_bytes);
        return NULL;
    }
    file *file = file_of(connection, SQLITE_FCNTL_FILE_POINTER);
    page_hook *pages = hook_of(file);
    if (pages == NULL) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    answer = clean_file(file, pages, count, page_bytes);
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(answer);
}

PyObject *
without_residue(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *page;
    long long offset;
    if (!PyArg_ParseTuple(arguments, "SL", &page, &offset)) {
        return NULL;
    }
    gap gap = find_gap((uint8_t *)PyBytes_AS_STRING(page), PyBytes_GET_SIZE(page), offset);
    if (!gap.size) {
        return Py_NewRef(page);
    }
    PyObject *made = PyBytes_FromStringAndSize(PyBytes_AS_STRING(page), PyBytes_GET_SIZE(page));
    if (made != NULL) {
        memset(PyBytes_AS_STRING(made) + gap.begin, 0, gap.size);
    }
    return made;
}
