"""What Stripe's API reads and refuses: nested forms, errors, lists."""
import re
import urllib.parse

PART = re.compile(r"\[([^\[\]]*)\]")
MOST_PARAMETERS = 2000


class ApiError(Exception):
    """An answer that is an error. `kept`: an idempotency key keeps it, as Stripe keeps what began to be carried out."""

    def __init__(self, status, kind, message, code=None, param=None, kept=False):
        super().__init__(message)
        self.status, self.kept = status, kept
        self.error = {"type": kind, "message": message}
        if code:
            self.error["code"] = code
        if param:
            self.error["param"] = param


def invalid(message, code=None, param=None):
    return ApiError(400, "invalid_request_error", message, code, param)


def missing(kind, id_):
    return ApiError(404, "invalid_request_error", f"No such {kind}: '{id_}'", "resource_missing", "id")


def pairs(text):
    return urllib.parse.parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)


def nested(items):
    """a[b][0]=x as {"a": {"b": ["x"]}}; a[]=x appends."""
    root = {}
    for key, value in items:
        head = key.split("[", 1)[0]
        parts = [head] + PART.findall(key[len(head):])
        at = root
        for n, part in enumerate(parts):
            last = n == len(parts) - 1
            if part == "":
                part = str(len(at))
            if last:
                at[part] = value
            else:
                at = at.setdefault(part, {})
                if not isinstance(at, dict):
                    raise invalid(f"Invalid hash: {key}", param=key)
    return {k: tidy(v) for k, v in root.items()}


def tidy(value):
    """Hashes with the keys 0, 1, 2 … are lists."""
    if not isinstance(value, dict):
        return value
    tidied = {k: tidy(v) for k, v in value.items()}
    if tidied and all(k.isdigit() for k in tidied):
        return [tidied[k] for k in sorted(tidied, key=int)]
    return tidied


class Params:
    """One call's parameters: everything is checked, nothing unknown passes."""

    def __init__(self, form, known):
        self.form = form
        for name in form:
            if name not in known and name != "expand":
                raise invalid(f"Received unknown parameter: {name}", "parameter_unknown", name)

    def text(self, name, required=False, default=None):
        value = self.form.get(name, default)
        if required and value in (None, ""):
            raise invalid(f"Missing required param: {name}.", "parameter_missing", name)
        if value is not None and not isinstance(value, str):
            raise invalid(f"Invalid string: {name}", param=name)
        return value

    def integer(self, name, required=False, default=None):
        value = self.text(name, required)
        if value is None:
            return default
        return whole(value, name)

    def hash(self, name):
        value = self.form.get(name) or {}
        if not isinstance(value, dict):
            raise invalid(f"Invalid hash: {name}", param=name)
        return value

    def list(self, name):
        value = self.form.get(name) or []
        return value if isinstance(value, list) else [value]

    def metadata(self, name="metadata", form=None):
        value = (form if form is not None else self.form).get(name) or {}
        if not isinstance(value, dict) or len(value) > 50:
            raise invalid("Metadata has at most 50 keys", param=name)
        for key, text in value.items():
            if not isinstance(text, str) or len(key) > 40 or len(text) > 500:
                raise invalid(f"Metadata keys have 40 characters and values 500: {key}", param=f"{name}[{key}]")
        return dict(value)


def whole(value, name):
    if not re.fullmatch(r"-?\d{1,12}", str(value)):
        raise invalid(f"Invalid integer: {value}", "parameter_invalid_integer", name)
    return int(value)


def page(items, form, url, position):
    """A list object of `items` (newest first). `position(id)` is an item's place in the order of making."""
    limit = whole(form.get("limit", 10), "limit")
    if not 1 <= limit <= 100:
        raise invalid("This value must be between 1 and 100.", param="limit")
    after, before = form.get("starting_after"), form.get("ending_before")
    if after and before:
        raise invalid("You can only specify one of these parameters: starting_after, ending_before.")
    for name, cursor in (("starting_after", after), ("ending_before", before)):
        if cursor and position(cursor) is None:
            raise invalid(f"No such object: '{cursor}'", "resource_missing", name)
    if before:
        newer = [i for i in items if position(i["id"]) > position(before)]
        return {"object": "list", "url": url, "has_more": len(newer) > limit, "data": newer[-limit:]}
    if after:
        items = [i for i in items if position(i["id"]) < position(after)]
    return {"object": "list", "url": url, "has_more": len(items) > limit, "data": items[:limit]}


def created_fits(item, form):
    wanted = form.get("created")
    if wanted is None:
        return True
    at = item["created"]
    if isinstance(wanted, str):
        return at == whole(wanted, "created")
    tests = {"gt": at.__gt__, "gte": at.__ge__, "lt": at.__lt__, "lte": at.__le__}
    return all(tests[k](whole(v, f"created[{k}]")) for k, v in wanted.items() if k in tests)
