/* Decoding: bytes to objects by the plans of their constructor ids. */
#include "input.h"

struct Decoder {
    PyObject_HEAD
    PyObject *resolve; /* called with an id that has no plan yet; None: unknown */
    PyObject *stand_in; /* called with an id that does not fit and the tag asked for: the id meant */
    PyObject *inflate; /* (packed, bytes left, limits) -> content of gzip_packed */
    Plan **plans;      /* open addressing by id; a power of two, at most half full */
    size_t capacity;
    size_t count;
};

static PyObject *read_object(Input *in, Tag wanted);

static size_t
place_of(const Decoder *decoder, uint32_t id)
{
    size_t place = id & (decoder->capacity - 1);
    while (decoder->plans[place] != NULL && decoder->plans[place]->id != id) {
        place = (place + 1) & (decoder->capacity - 1);
    }
    return place;
}

static int
double_capacity(Decoder *decoder)
{
    size_t old_capacity = decoder->capacity;
    Plan **old = decoder->plans;
    Plan **plans = PyMem_Calloc(old_capacity * 2, sizeof(Plan *));
    if (plans == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    decoder->plans = plans;
    decoder->capacity = old_capacity * 2;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i] != NULL) {
            plans[place_of(decoder, old[i]->id)] = old[i];
        }
    }
    PyMem_Free(old);
    return 0;
}

/* The plan of an id; borrowed from the decoder, which never forgets one. NULL without an error
 * set: unknown. */
static Plan *
find_plan(Decoder *decoder, uint32_t id)
{
    Plan *plan = decoder->plans[place_of(decoder, id)];
    if (plan != NULL) {
        return plan;
    }
    PyObject *found = PyObject_CallFunction(decoder->resolve, "k", (unsigned long)id);
    if (found == NULL || found == Py_None) {
        Py_XDECREF(found);
        return NULL;
    }
    if (!Py_IS_TYPE(found, &PlanType) || ((Plan *)found)->id != id) {
        Py_DECREF(found);
        PyErr_SetString(PyExc_TypeError, "resolve must give the id's Plan or None");
        return NULL;
    }
    if (decoder->count * 2 >= decoder->capacity && double_capacity(decoder) < 0) {
        Py_DECREF(found);
        return NULL;
    }
    /* Looked up anew: resolving is Python code and may have let another decode in. */
    size_t place = place_of(decoder, id);
    if (decoder->plans[place] == NULL) {
        decoder->plans[place] = (Plan *)found;
        decoder->count++;
    }
    else {
        Py_DECREF(found);
    }
    return decoder->plans[place];
}

static PyObject *read_value(Input *in, const Field *field);

static PyObject *
default_value(const Field *field)
{
    switch (field->option) {
    case DEFAULT_FALSE:
        return Py_NewRef(Py_False);
    case DEFAULT_LIST:
        return PyList_New(0);
    default:
        return Py_NewRef(Py_None);
    }
}

/* Fill an object's attributes, in the order of the wire. */
static int
read_fields(Input *in, const Plan *plan, PyObject *obj)
{
    uint32_t words[MAX_WORDS] = {0};
    for (Py_ssize_t i = 0; i < plan->field_count; i++) {
        const Field *field = &plan->fields[i];
        if (field->kind == KIND_WORD) {
            if (take_u32(in, &words[field->word]) < 0) {
                return -1;
            }
            continue;
        }
        int given = field->word == NO_WORD || words[field->word] & field->mask;
        PyObject *value;
        if (field->kind == KIND_TRUE) {
            value = Py_NewRef(given ? Py_True : Py_False);
        }
        else if (!given || field->kind == KIND_DEFAULT) {
            value = default_value(field);
        }
        else {
            value = read_value(in, field);
        }
        if (value == NULL) {
            return -1;
        }
        if (field->slot < 0) {
            Py_DECREF(value);
        }
        else {
            Py_XSETREF(*slot_of(obj, field->slot), value);
        }
    }
    return 0;
}

/* An object whose constructor id has been read. */
static PyObject *
read_planned(Input *in, Plan *plan)
{
    if (Py_EnterRecursiveCall(" while decoding a TL object")) {
        return NULL;
    }
    PyObject *obj = plan->cls->tp_alloc(plan->cls, 0);
    if (obj != NULL && read_fields(in, plan, obj) < 0) {
        Py_CLEAR(obj);
    }
    if (obj != NULL && plan->function != NULL) {
        Py_SETREF(obj, PyObject_CallOneArg(plan->function, obj));
    }
    Py_LeaveRecursiveCall();
    return obj;
}

static PyObject *
read_packed(Input *in, Tag wanted)
{
    if (in->packed) {
        return malformed("gzip_packed in gzip_packed");
    }
    PyObject *packed = read_bytes(in, 0);
    if (packed == NULL) {
        return NULL;
    }
    PyObject *content = PyObject_CallFunction(in->decoder->inflate, "OnO", packed,
                                              in->inflated_bytes, in->limits);
    Py_DECREF(packed);
    if (content == NULL) {
        return NULL;
    }
    if (!PyBytes_Check(content)) {
        Py_DECREF(content);
        PyErr_SetString(PyExc_TypeError, "inflate must give bytes");
        return NULL;
    }
    Input inner = *in;
    inner.data = (const uint8_t *)PyBytes_AS_STRING(content);
    inner.size = PyBytes_GET_SIZE(content);
    inner.at = 0;
    inner.packed = 1;
    PyObject *obj = read_object(&inner, wanted);
    if (obj != NULL && check_trailing(&inner) < 0) {
        Py_CLEAR(obj);
    }
    in->objects = inner.objects;
    in->inflated_bytes -= inner.size;
    Py_DECREF(content);
    return obj;
}

/* The plan of the constructor that `id` stands for where `wanted` is asked for; as find_plan. */
static Plan *
find_stand_in(Decoder *decoder, uint32_t id, Tag wanted)
{
    PyObject *found = PyObject_CallFunction(decoder->stand_in, "kL", (unsigned long)id,
                                            (long long)wanted);
    if (found == NULL || found == Py_None) {
        Py_XDECREF(found);
        return NULL;
    }
    unsigned long meant = PyLong_AsUnsignedLong(found);
    Py_DECREF(found);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Plan *plan = find_plan(decoder, (uint32_t)meant);
    return plan != NULL && plan_fits(plan, wanted) ? plan : NULL;
}

static PyObject *
read_object(Input *in, Tag wanted)
{
    uint32_t id;
    if (take_u32(in, &id) < 0 || charge(in, 1) < 0) {
        return NULL;
    }
    if (in->depth <= 0) {
        PyErr_SetString(LimitExceeded, "nested too deep");
        return NULL;
    }
    in->depth--;
    PyObject *obj = NULL;
    if (id == GZIP_PACKED_ID) {
        obj = read_packed(in, wanted);
    }
    else {
        Plan *plan = find_plan(in->decoder, id);
        if (plan != NULL && !plan_fits(plan, wanted)) {
            plan = find_stand_in(in->decoder, id, wanted);
        }
        if (plan != NULL) {
            obj = read_planned(in, plan);
        }
        else if (!PyErr_Occurred()) {
            unknown(id, wanted == TAG_ANY || wanted == TAG_METHOD);
        }
    }
    in->depth++;
    return obj;
}

static PyObject *
read_bare_object(Input *in, Tag wanted)
{
    Plan *plan = find_plan(in->decoder, (uint32_t)wanted);
    if (plan == NULL) {
        return PyErr_Occurred() ? NULL : malformed("no such bare constructor");
    }
    return read_planned(in, plan);
}

static PyObject *
read_scalar(Input *in, int kind, Tag tag)
{
    switch (kind) {
    case KIND_INT:
    case KIND_LONG:
    case KIND_DOUBLE:
        return read_number(in, kind);
    case KIND_STRING:
        return read_text(in);
    case KIND_BYTES:
        return read_bytes(in, 0);
    case KIND_INT128:
        return read_bytes(in, 16);
    case KIND_INT256:
        return read_bytes(in, 32);
    case KIND_BOOL:
        return read_bool(in);
    case KIND_OBJECT:
        return read_object(in, tag);
    case KIND_BARE_OBJECT:
        return read_bare_object(in, tag);
    default:
        PyErr_SetString(PyExc_SystemError, "a kind that is no scalar");
        return NULL;
    }
}

static PyObject *
read_vector(Input *in, const Field *field)
{
    int kind = field->element;
    int wide = kind == KIND_LONG || kind == KIND_DOUBLE;
    Py_ssize_t count = read_count(in, field->kind == KIND_VECTOR, wide ? 8 : 4);
    /* Objects are charged one by one as they are read. */
    if (count < 0 || (kind != KIND_OBJECT && charge(in, count) < 0)) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        PyObject *item = read_scalar(in, kind, field->tag);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    return list;
}

static PyObject *
read_value(Input *in, const Field *field)
{
    if (field->kind == KIND_VECTOR || field->kind == KIND_BARE_VECTOR) {
        return read_vector(in, field);
    }
    return read_scalar(in, field->kind, field->tag);
}

static PyObject *
decoder_decode(Decoder *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "decode takes the data and the limits");
        return NULL;
    }
    Input in = {.decoder = self};
    Py_buffer view;
    if (apply_limits(&in, args[1]) < 0 || PyObject_GetBuffer(args[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    in.data = view.buf;
    in.size = view.len;
    PyObject *obj = read_object(&in, TAG_ANY);
    if (obj != NULL && check_trailing(&in) < 0) {
        Py_CLEAR(obj);
    }
    PyBuffer_Release(&view);
    return obj;
}

static PyObject *
decoder_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"resolve", "stand_in", "inflate", NULL};
    PyObject *resolve, *stand_in, *inflate;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOO", names, &resolve, &stand_in,
                                     &inflate)) {
        return NULL;
    }
    Decoder *self = (Decoder *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->resolve = Py_NewRef(resolve);
    self->stand_in = Py_NewRef(stand_in);
    self->inflate = Py_NewRef(inflate);
    self->capacity = 256;
    self->plans = PyMem_Calloc(self->capacity, sizeof(Plan *));
    if (self->plans == NULL) {
        self->capacity = 0;
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static int
decoder_traverse(Decoder *self, visitproc visit, void *arg)
{
    Py_VISIT(self->resolve);
    Py_VISIT(self->stand_in);
    Py_VISIT(self->inflate);
    for (size_t i = 0; i < self->capacity; i++) {
        Py_VISIT(self->plans[i]);
    }
    return 0;
}

/* The plans stay until the end, as lookups expect; these three make the cycles there are. */
static int
decoder_clear(Decoder *self)
{
    Py_CLEAR(self->resolve);
    Py_CLEAR(self->stand_in);
    Py_CLEAR(self->inflate);
    return 0;
}

static void
decoder_dealloc(Decoder *self)
{
    PyObject_GC_UnTrack(self);
    decoder_clear(self);
    for (size_t i = 0; i < self->capacity; i++) {
        Py_XDECREF(self->plans[i]);
    }
    PyMem_Free(self->plans);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef decoder_methods[] = {
    {"decode", (PyCFunction)(void (*)(void))decoder_decode, METH_FASTCALL,
     "The object that the data holds, within the limits."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject DecoderType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "heliograph.tl._walker.Decoder",
    .tp_doc = "Decodes any id that it can resolve.",
    .tp_basicsize = sizeof(Decoder),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = decoder_new,
    .tp_traverse = (traverseproc)decoder_traverse,
    .tp_clear = (inquiry)decoder_clear,
    .tp_dealloc = (destructor)decoder_dealloc,
    .tp_methods = decoder_methods,
};
