/* The log written in larger pieces.
 *
 * SQLite writes each page of a commit in two calls, a header of 24 bytes and the page. Here they
 * are gathered until a piece is full, the commit is complete, or anything else is done to the
 * file. Readers are told of a commit after its last page was written, so nobody misses anything.
 * What a commit writes behind that, headers anew, is synced: only for connections that sync each.
 * https://www.sqlite.org/fileformat.html#walformat
 */
#include "files.h"

/* As much as SQLite itself may write in one call: every VFS takes it. */
#define PIECE LONGEST_PAGE
#define FRAME_HEADER 24

/* Belongs to its file, from `gather_log` until that is closed. */
typedef struct {
    methods gathering; /* first: the table of a file that has a log is the log */
    const methods *own;
    int64_t begin;
    int size;
    int ends_commit; /* the page that comes next is the last of a commit */
    uint8_t piece[PIECE];
} log_hook;

static log_hook *
hook_of(file *file)
{
    return (void *)file->methods;
}

static int
flush(file *file)
{
    log_hook *log = hook_of(file);
    int size = log->size;
    if (size == 0) {
        return SQLITE_OK;
    }
    /* What failed is not tried again: the commit fails, and SQLite writes it anew or not at all. */
    log->size = 0;
    return log->own->write(file, log->piece, size, log->begin);
}

/* The header of a frame says how large the database is if the frame ends a commit, 0 otherwise. */
static int
says_commit(const uint8_t *data, int size)
{
    return size == FRAME_HEADER && (data[4] || data[5] || data[6] || data[7]);
}

static int
write_gathered(file *file, const void *data, int size, int64_t offset)
{
    log_hook *log = hook_of(file);
    int complete = log->ends_commit;
    log->ends_commit = says_commit(data, size);
    if (log->size && (offset != log->begin + log->size || size > PIECE - log->size)) {
        int answer = flush(file);
        if (answer != SQLITE_OK) {
            return answer;
        }
    }
    if (size > PIECE) {
        return log->own->write(file, data, size, offset);
    }
    if (log->size == 0) {
        log->begin = offset;
    }
    memcpy(log->piece + log->size, data, size);
    log->size += size;
    return complete ? flush(file) : SQLITE_OK;
}

static int
read_flushed(file *file, void *data, int size, int64_t offset)
{
    /* Pages of the transaction are lost then. After an error of this kind SQLite undoes all of it,
     * after others, a full disk's among them, perhaps no more than the statement. */
    if (flush(file) != SQLITE_OK) {
        return SQLITE_IOERR_WRITE;
    }
    return hook_of(file)->own->read(file, data, size, offset);
}

static int
truncate_flushed(file *file, int64_t size)
{
    int answer = flush(file);
    return answer == SQLITE_OK ? hook_of(file)->own->truncate(file, size) : answer;
}

static int
sync_flushed(file *file, int how)
{
    int answer = flush(file);
    return answer == SQLITE_OK ? hook_of(file)->own->sync(file, how) : answer;
}

static int
size_flushed(file *file, int64_t *size)
{
    int answer = flush(file);
    return answer == SQLITE_OK ? hook_of(file)->own->size(file, size) : answer;
}

static int
close_flushed(file *file)
{
    /* What is gathered yet belongs to no commit, and its place may be another connection's. */
    log_hook *log = hook_of(file);
    file->methods = log->own;
    free(log);
    return file->methods->close(file);
}

PyObject *
gather_log(PyObject *Py_UNUSED(module), PyObject *connection)
{
    file *file = file_of(connection, SQLITE_FCNTL_JOURNAL_POINTER);
    if (file == NULL) {
        return NULL;
    }
    /* Where a sector may be torn, SQLite writes parts of pages, which are not told apart here. */
    int keeps_sectors = file->methods->characteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
    if (!keeps_sectors || file->methods->write == write_gathered) {
        Py_RETURN_NONE;
    }
    log_hook *log = calloc(1, sizeof *log);
    if (log == NULL) {
        return PyErr_NoMemory();
    }
    log->gathering = methods_of(file);
    log->gathering.close = close_flushed;
    log->gathering.read = read_flushed;
    log->gathering.write = write_gathered;
    log->gathering.truncate = truncate_flushed;
    log->gathering.sync = sync_flushed;
    log->gathering.size = size_flushed;
    log->own = file->methods;
    file->methods = &log->gathering;
    Py_RETURN_NONE;
}
