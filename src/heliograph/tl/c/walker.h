/* The C walker: encodes and decodes TL objects from the same plans as the pure-Python codec.
 *
 * Python (tl/walker.py) turns each plan into a table of fields, once; this code walks the tables.
 * It never trusts the tables' callers with memory: attributes are found by name through the
 * class's own slot descriptors, and every number in a table is checked when it is made.
 */
#ifndef HELIOGRAPH_WALKER_H
#define HELIOGRAPH_WALKER_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#if PY_BIG_ENDIAN
#error "TL is little-endian and this walker copies numbers as they are in memory"
#endif

#define VECTOR_ID 0x1cb5c415u
#define TRUE_ID 0x997275b5u
#define FALSE_ID 0xbc799737u
#define GZIP_PACKED_ID 0x3072cfa1u

#define MAX_WORDS 4 /* words of flags in one definition; the schema has two at most */
#define NO_WORD 255
#define MAX_TL_STRING ((1 << 24) - 1)

/* Kinds of fields. tl/walker.py has the same list. */
enum {
    KIND_INT,
    KIND_LONG,
    KIND_DOUBLE,
    KIND_STRING,
    KIND_BYTES,
    KIND_BOOL,
    KIND_INT128,
    KIND_INT256,
    KIND_OBJECT,
    KIND_BARE_OBJECT, /* only as an element: an object without its constructor id */
    KIND_SCALARS,     /* the kinds below are no elements of vectors */
    KIND_VECTOR = KIND_SCALARS,
    KIND_BARE_VECTOR,
    KIND_TRUE,
    KIND_WORD,    /* a word of flags */
    KIND_DEFAULT, /* reading only: an attribute that no field fills */
    KIND_COUNT
};

/* Options of a field that is written. */
enum {
    OPTION_IF_TRUE = 1,  /* absent unless the value is true */
    OPTION_OR_EMPTY = 2, /* None is an empty vector */
    OPTION_SHARED = 4,   /* its flag bit is also other fields' */
    OPTION_ALL = 7
};

/* What an absent field leaves in its attribute. */
enum { DEFAULT_NONE, DEFAULT_FALSE, DEFAULT_LIST, DEFAULT_COUNT };

/* Types that fields ask for and constructors have are numbered by tl/walker.py. A bare element
 * asks for one constructor: its id on top of BARE. */
typedef int64_t Tag;
#define TAG_ANY 0
#define TAG_METHOD 1
#define TAG_BARE ((Tag)1 << 32)

typedef struct {
    uint8_t kind;
    uint8_t element; /* kind of a vector's elements */
    uint8_t word;    /* which word of flags, NO_WORD for a required field */
    uint8_t option;  /* OPTION_… when writing, DEFAULT_… when reading */
    uint32_t mask;   /* the bit within the word */
    Tag tag;         /* type of an object, or of a vector's elements */
    Py_ssize_t slot; /* offset of the attribute in the object; -1: there is none */
} Field;

/* One class at one layer (writing) or one definition (reading). */
typedef struct {
    PyObject_HEAD
    uint32_t id;
    int exact;  /* writing: fields of one bit must be given together */
    int direct; /* writing: has fields at all; otherwise `function` gives what to write */
    Tag tag;    /* the type it belongs to; TAG_ANY fits everywhere */
    PyTypeObject *cls;
    PyObject *function; /* writing: lower; reading: lift; or NULL */
    Py_ssize_t field_count;
    Field *fields;
    Py_ssize_t guard_count;
    Py_ssize_t *guards; /* slots: with any of them filled, `function` is asked */
} Plan;

extern PyTypeObject PlanType;
extern PyTypeObject EncoderType;
extern PyTypeObject DecoderType;

/* Exceptions of tl/errors.py, fetched when the module is made. */
extern PyObject *EncodeError, *NotAtLayer, *MalformedObject, *LimitExceeded, *UnknownConstructor;

static inline int
plan_fits(const Plan *plan, Tag wanted)
{
    return wanted == TAG_ANY || plan->tag == TAG_ANY || plan->tag == wanted ||
           wanted == (TAG_BARE | plan->id);
}

static inline PyObject **
slot_of(PyObject *obj, Py_ssize_t offset)
{
    return (PyObject **)((char *)obj + offset);
}

#endif
