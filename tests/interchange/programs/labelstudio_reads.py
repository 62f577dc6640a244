"""Label Studio: its own checks of interface and annotations, then its own converter."""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

INTERFACE = (
    '<View><Labels name="label" toName="text"><Label value="confirmed"/>'
    '<Label value="unverified"/><Label value="contested"/></Labels>'
    '<Text name="text" value="$text"/></View>'
)


def main(exported: Path) -> dict[str, Any]:
    """The marks as its converter has them; `refused` are the annotations its checks refuse."""
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface(INTERFACE)
    interface.validate()
    tasks = json.loads(exported.read_text())
    refused = [
        problem
        for task in tasks
        for annotation in task["annotations"]
        for problem in interface._validate_object(annotation, return_errors=True)
    ]
    # An installation numbers what it takes in; its converter wants those numbers.
    for number, task in enumerate(tasks):
        task["id"] = number
        for at, annotation in enumerate(task["annotations"]):
            annotation |= {"id": number * 10 + at, "completed_by": at + 1}
    numbered, folder = exported.with_name("numbered.json"), exported.with_name("converted")
    numbered.write_text(json.dumps(tasks))
    converter = Converter(INTERFACE, str(folder), download_resources=False)
    converter.convert_to_json_min(str(numbered), str(folder), is_dir=False)
    [written] = folder.glob("*.json")
    marks = [
        [row["text"][mark["start"] : mark["end"]], *mark["labels"]]
        for row in json.loads(written.read_text())
        for mark in row.get("label", [])
    ]
    converter.convert_to_conll2003(str(numbered), str(folder), is_dir=False)
    [conll] = folder.glob("*.conll")
    return {
        "version": version("label-studio-sdk"),
        "marks": marks,
        "refused": refused,
        "written": str(written),
        "conll_begins": sum(" B-" in line for line in conll.read_text().splitlines()),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
