/* Encoding: objects to bytes by the plans of one layer. */
#include "output.h"

struct Encoder {
    PyObject_HEAD
    PyObject *plans;        /* class -> Plan */
    PyObject *resolve;      /* called with a class that has no plan yet */
    PyTypeObject *embedded; /* the class of bytes that stand for an object */
};

static int write_object(Buffer *out, PyObject *obj, Tag wanted);

static int
put_bare_object(Buffer *out, PyObject *value, Tag tag)
{
    size_t at = out->used;
    int done = write_object(out, value, tag);
    if (done == WRITTEN && out->used - at < 4) {
        PyErr_SetString(EncodeError, "embedded bytes without a constructor id");
        return FAILED;
    }
    if (done == WRITTEN) {
        out->used -= 4;
        memmove(out->data + at, out->data + at + 4, out->used - at);
    }
    return done;
}

static int
put_scalar(Buffer *out, int kind, Tag tag, PyObject *value)
{
    switch (kind) {
    case KIND_INT:
    case KIND_LONG:
        return put_integer(out, value, kind == KIND_LONG);
    case KIND_DOUBLE:
        return put_double(out, value);
    case KIND_STRING:
        return put_text(out, value);
    case KIND_BYTES:
        return put_bytes(out, value, 0);
    case KIND_INT128:
        return put_bytes(out, value, 16);
    case KIND_INT256:
        return put_bytes(out, value, 32);
    case KIND_BOOL: {
        int truth = PyObject_IsTrue(value);
        return truth < 0 ? FAILED : put_u32(out, truth ? TRUE_ID : FALSE_ID);
    }
    case KIND_OBJECT:
        return write_object(out, value, tag);
    case KIND_BARE_OBJECT:
        return put_bare_object(out, value, tag);
    default:
        PyErr_SetString(PyExc_SystemError, "a kind that is no scalar");
        return FAILED;
    }
}

/* A vector; elements that the layer cannot say are not counted. */
static int
put_vector(Buffer *out, int boxed, int element, Tag tag, PyObject *values)
{
    PyObject *items = PySequence_Fast(values, "a list expected");
    if (items == NULL) {
        return FAILED;
    }
    int done = boxed ? put_u32(out, VECTOR_ID) : WRITTEN;
    size_t count_at = out->used;
    uint32_t count = 0;
    if (done == WRITTEN) {
        done = put_u32(out, 0);
    }
    /* The length is asked for each time: an adapter is Python code and may change the list. */
    for (Py_ssize_t i = 0; done == WRITTEN && i < PySequence_Fast_GET_SIZE(items); i++) {
        PyObject *item = Py_NewRef(PySequence_Fast_GET_ITEM(items, i));
        done = put_scalar(out, element, tag, item);
        Py_DECREF(item);
        if (done == LEFT_OUT) {
            done = WRITTEN;
        }
        else {
            count++;
        }
    }
    Py_DECREF(items);
    if (done == WRITTEN) {
        memcpy(out->data + count_at, &count, 4);
    }
    return done;
}

static int
put_value(Buffer *out, const Field *field, PyObject *value)
{
    if (field->kind != KIND_VECTOR && field->kind != KIND_BARE_VECTOR) {
        return put_scalar(out, field->kind, field->tag, value);
    }
    if (value == Py_None && field->option & OPTION_OR_EMPTY) {
        uint32_t empty[2] = {VECTOR_ID, 0};
        int boxed = field->kind == KIND_VECTOR;
        return put(out, boxed ? empty : empty + 1, boxed ? 8 : 4);
    }
    return put_vector(out, field->kind == KIND_VECTOR, field->element, field->tag, value);
}

static PyObject *
attribute(PyObject *obj, const Field *field)
{
    PyObject *value = field->slot < 0 ? Py_None : *slot_of(obj, field->slot);
    if (value == NULL) {
        PyErr_Format(PyExc_AttributeError, "%s has an unset field", Py_TYPE(obj)->tp_name);
        return NULL;
    }
    return Py_NewRef(value);
}

/* Whether an optional field is there: 1, 0, or -1 on error. */
static int
is_given(PyObject *obj, const Field *field)
{
    PyObject *value = attribute(obj, field);
    if (value == NULL) {
        return -1;
    }
    int given;
    if (value == Py_None || value == Py_False) {
        int by_truth = field->kind == KIND_TRUE || field->option & OPTION_IF_TRUE;
        given = value == Py_False && !by_truth;
    }
    else if (field->kind == KIND_TRUE || field->option & OPTION_IF_TRUE) {
        given = PyObject_IsTrue(value);
    }
    else {
        given = 1;
    }
    Py_DECREF(value);
    return given;
}

/* The words of flags. Fields of one bit are there together or not at all. */
static int
collect_flags(const Plan *plan, PyObject *obj, uint32_t *words)
{
    uint32_t lacking[MAX_WORDS] = {0};
    for (Py_ssize_t i = 0; i < plan->field_count; i++) {
        const Field *field = &plan->fields[i];
        if (field->word == NO_WORD || field->kind == KIND_WORD) {
            continue;
        }
        int given = is_given(obj, field);
        if (given < 0) {
            return FAILED;
        }
        if (given) {
            words[field->word] |= field->mask;
        }
        else if (field->option & OPTION_SHARED && field->kind != KIND_TRUE) {
            lacking[field->word] |= field->mask;
        }
    }
    for (int i = 0; i < MAX_WORDS; i++) {
        if (words[i] & lacking[i] && plan->exact) {
            PyErr_Format(EncodeError, "%s: fields of one flag go together", plan->cls->tp_name);
            return FAILED;
        }
        words[i] &= ~lacking[i];
    }
    return WRITTEN;
}

static int
write_fields(Buffer *out, const Plan *plan, PyObject *obj)
{
    uint32_t words[MAX_WORDS] = {0};
    size_t word_at[MAX_WORDS] = {0};
    if (collect_flags(plan, obj, words) < 0 || put_u32(out, plan->id) < 0) {
        return FAILED;
    }
    for (Py_ssize_t i = 0; i < plan->field_count; i++) {
        const Field *field = &plan->fields[i];
        if (field->kind == KIND_WORD) {
            word_at[field->word] = out->used;
            if (put_u32(out, words[field->word]) < 0) {
                return FAILED;
            }
            continue;
        }
        if (field->kind == KIND_TRUE ||
            (field->word != NO_WORD && !(words[field->word] & field->mask))) {
            continue;
        }
        PyObject *value = attribute(obj, field);
        if (value == NULL) {
            return FAILED;
        }
        int done = put_value(out, field, value);
        Py_DECREF(value);
        if (done == LEFT_OUT && field->word != NO_WORD && !(field->option & OPTION_SHARED) &&
            word_at[field->word] != 0) {
            /* What the layer cannot say is left out of an optional field. */
            words[field->word] &= ~field->mask;
            memcpy(out->data + word_at[field->word], &words[field->word], 4);
        }
        else if (done != WRITTEN) {
            return done;
        }
    }
    return WRITTEN;
}

/* The plan for a class; borrowed from the encoder, which never forgets one. */
static Plan *
find_plan(Encoder *encoder, PyTypeObject *cls)
{
    PyObject *plan = PyDict_GetItemWithError(encoder->plans, (PyObject *)cls);
    if (plan != NULL || PyErr_Occurred()) {
        return (Plan *)plan;
    }
    plan = PyObject_CallOneArg(encoder->resolve, (PyObject *)cls);
    if (plan == NULL) {
        return NULL;
    }
    int stored = -1;
    if (!Py_IS_TYPE(plan, &PlanType)) {
        PyErr_SetString(PyExc_TypeError, "resolve must give a Plan");
    }
    else if (((Plan *)plan)->direct && !PyType_IsSubtype(cls, ((Plan *)plan)->cls)) {
        PyErr_SetString(PyExc_TypeError, "the plan is another class's");
    }
    else {
        PyObject *kept = PyDict_SetDefault(encoder->plans, (PyObject *)cls, plan);
        stored = kept == NULL ? -1 : 0;
        Py_DECREF(plan);
        return stored < 0 ? NULL : (Plan *)kept;
    }
    Py_DECREF(plan);
    return NULL;
}

static int
needs_function(const Plan *plan, PyObject *obj)
{
    if (plan->function == NULL) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < plan->guard_count; i++) {
        PyObject *value = *slot_of(obj, plan->guards[i]);
        if (value != NULL && value != Py_None) {
            return 1;
        }
    }
    return plan->guard_count == 0;
}

static int
write_instead(Buffer *out, const Plan *plan, PyObject *obj, Tag wanted)
{
    PyObject *other = PyObject_CallOneArg(plan->function, obj);
    if (other == NULL) {
        return FAILED;
    }
    int done = other == Py_None ? LEFT_OUT : write_object(out, other, wanted);
    Py_DECREF(other);
    return done;
}

/* Append an object; one that is left out leaves the buffer as it was. */
static int
write_object(Buffer *out, PyObject *obj, Tag wanted)
{
    if (Py_IS_TYPE(obj, out->encoder->embedded)) {
        return put(out, PyBytes_AS_STRING(obj), (size_t)PyBytes_GET_SIZE(obj));
    }
    Plan *plan = find_plan(out->encoder, Py_TYPE(obj));
    if (plan == NULL || Py_EnterRecursiveCall(" while encoding a TL object")) {
        return FAILED;
    }
    size_t start = out->used;
    int done;
    if (needs_function(plan, obj)) {
        done = write_instead(out, plan, obj, wanted);
    }
    else if (!plan_fits(plan, wanted)) {
        PyErr_Format(EncodeError, "%s where another type is expected", Py_TYPE(obj)->tp_name);
        done = FAILED;
    }
    else {
        done = write_fields(out, plan, obj);
    }
    if (done == LEFT_OUT) {
        out->used = start;
    }
    Py_LeaveRecursiveCall();
    return done;
}

static PyObject *
finish(Buffer *out, int done)
{
    PyObject *bytes = NULL;
    if (done == WRITTEN) {
        bytes = PyBytes_FromStringAndSize(out->data, (Py_ssize_t)out->used);
    }
    else if (done == LEFT_OUT) {
        PyErr_SetString(NotAtLayer, "the object is left out at this layer");
    }
    if (out->data != out->first) {
        PyMem_Free(out->data);
    }
    return bytes;
}

static void
start(Buffer *out, Encoder *encoder)
{
    out->encoder = encoder;
    out->data = out->first;
    out->used = 0;
    out->size = sizeof out->first;
}

static PyObject *
encoder_encode(Encoder *self, PyObject *obj)
{
    Buffer out;
    start(&out, self);
    return finish(&out, write_object(&out, obj, TAG_ANY));
}

static PyObject *
encoder_encode_vector(Encoder *self, PyObject *args)
{
    int element;
    long long tag;
    PyObject *values;
    if (!PyArg_ParseTuple(args, "iLO", &element, &tag, &values)) {
        return NULL;
    }
    if (element < 0 || element >= KIND_SCALARS) {
        PyErr_SetString(PyExc_ValueError, "not a kind of element");
        return NULL;
    }
    Buffer out;
    start(&out, self);
    return finish(&out, put_vector(&out, 1, element, tag, values));
}

static PyObject *
encoder_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"resolve", "embedded", NULL};
    PyObject *resolve;
    PyTypeObject *embedded;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO!", names, &resolve, &PyType_Type,
                                     &embedded)) {
        return NULL;
    }
    if (!PyType_IsSubtype(embedded, &PyBytes_Type)) {
        PyErr_SetString(PyExc_TypeError, "embedded objects are bytes");
        return NULL;
    }
    Encoder *self = (Encoder *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->resolve = Py_NewRef(resolve);
    self->embedded = (PyTypeObject *)Py_NewRef((PyObject *)embedded);
    self->plans = PyDict_New();
    if (self->plans == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int
encoder_traverse(Encoder *self, visitproc visit, void *arg)
{
    Py_VISIT(self->plans);
    Py_VISIT(self->resolve);
    Py_VISIT(self->embedded);
    return 0;
}

static int
encoder_clear(Encoder *self)
{
    Py_CLEAR(self->plans);
    Py_CLEAR(self->resolve);
    Py_CLEAR(self->embedded);
    return 0;
}

static void
encoder_dealloc(Encoder *self)
{
    PyObject_GC_UnTrack(self);
    encoder_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef encoder_methods[] = {
    {"encode", (PyCFunction)encoder_encode, METH_O, "The boxed bytes of an object."},
    {"encode_vector", (PyCFunction)encoder_encode_vector, METH_VARARGS,
     "The boxed vector of values of one kind and tag."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject EncoderType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "heliograph.tl._walker.Encoder",
    .tp_doc = "Encodes for one layer.",
    .tp_basicsize = sizeof(Encoder),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = encoder_new,
    .tp_traverse = (traverseproc)encoder_traverse,
    .tp_clear = (inquiry)encoder_clear,
    .tp_dealloc = (destructor)encoder_dealloc,
    .tp_methods = encoder_methods,
};
