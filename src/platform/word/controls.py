"""What content controls and old form fields say of themselves."""

from xml.etree.ElementTree import Element

from .markup import W, child, is_on, local, number, value
from .tree import Control, ControlKind

_KINDS = {
    "text": ControlKind.TEXT,
    "dropDownList": ControlKind.DROPDOWN,
    "comboBox": ControlKind.COMBO_BOX,
    "date": ControlKind.DATE,
    "checkbox": ControlKind.CHECK_BOX,
    "picture": ControlKind.PICTURE,
    "repeatingSection": ControlKind.REPEATING,
    "repeatingSectionItem": ControlKind.REPEATING,
    "docPartObj": ControlKind.BUILDING_BLOCK,
    "docPartList": ControlKind.BUILDING_BLOCK,
}


def content_control(sdt: Element) -> Control:
    """The control that a `w:sdt` is."""
    properties = child(sdt, "sdtPr")
    if properties is None:
        return Control(ControlKind.RICH_TEXT)
    # Check boxes and repeating sections are later than the rest, and stand in namespaces of their own.
    found = next((one for one in properties if local(one) in _KINDS), None)
    kind = ControlKind.RICH_TEXT if found is None else _KINDS[local(found)]
    return Control(
        kind,
        value(child(properties, "alias")),
        value(child(properties, "tag")),
        () if found is None else _choices(found),
        _is_checked(found) if found is not None and kind is ControlKind.CHECK_BOX else None,
        is_on(child(properties, "showingPlcHdr")),
    )


def _choices(listed: Element) -> tuple[str, ...]:
    items = listed.findall(W + "listItem")
    return tuple(value(one, "displayText") or value(one, "value") for one in items)


def _is_checked(box: Element) -> bool:
    state = next((one for one in box if local(one) == "checked"), None)
    said = "0" if state is None else next(iter(state.attrib.values()), "1")
    return said.lower() in ("1", "true", "on")


def form_field(data: Element) -> Control:
    """The form field that a `w:ffData` describes."""
    name = value(child(data, "name"))
    if (listed := child(data, "ddList")) is not None:
        entries = tuple(value(one) for one in listed.findall(W + "listEntry"))
        at = number(child(listed, "result"))
        chosen = entries[at] if 0 <= at < len(entries) else ""
        return Control(ControlKind.DROPDOWN, name, choices=entries, chosen=chosen)
    if (box := child(data, "checkBox")) is not None:
        state = child(box, "checked")
        state = child(box, "default") if state is None else state
        return Control(ControlKind.CHECK_BOX, name, checked=is_on(state))
    kind = value(child(data, "textInput", "type"))
    return Control(ControlKind.DATE if kind == "date" else ControlKind.TEXT, name)
