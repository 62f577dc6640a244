"""UIMA's XMI, as INCEpTION packs it."""

import pytest

from annotator.formats.files import SourceFile
from annotator.formats.readers import read_files
from annotator.formats.reading import Options
from annotator.formats.records import Reading

SYSTEM = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>webanno.custom.Claim</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName><features><featureDescription>
<name>label</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription></features></typeDescription>
<typeDescription><name>webanno.custom.Leads</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>Governor</name><description/>
<rangeTypeName>webanno.custom.Claim</rangeTypeName></featureDescription>
<featureDescription><name>Dependent</name><description/>
<rangeTypeName>webanno.custom.Claim</rangeTypeName></featureDescription>
</features></typeDescription>
<typeDescription><name>de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token</name>
<description/><supertypeName>uima.tcas.Annotation</supertypeName></typeDescription>
</types></typeSystemDescription>"""
TEXT = "😀 The dike broke. Nobody saw it."
XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///webanno/custom.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmi:version="2.0"><cas:NULL xmi:id="0"/>
<custom:Claim xmi:id="13" sofa="1" begin="3" end="17" label="contested"/>
<custom:Claim xmi:id="14" sofa="1" begin="19" end="25"/>
<custom:Leads xmi:id="15" sofa="1" begin="3" end="17" Governor="13" Dependent="14"/>
<type:Token xmi:id="16" sofa="1" begin="0" end="2"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{text}"/>
<cas:View sofa="1" members="13 14 15 16"/></xmi:XMI>""".replace("{text}", TEXT)


def read(files: dict[str, str]) -> Reading:
    sources = [SourceFile(name, content.encode()) for name, content in files.items()]
    return read_files(sources, "zip", Options())


def test_marks_come_with_their_words_their_type_and_what_their_features_say() -> None:
    found = read({"a.txt/Ann.xmi": XMI, "TypeSystem.xml": SYSTEM})
    assert not found.problems
    [text] = found.texts
    assert text.text == TEXT
    assert [(TEXT[mark.start : mark.end], mark.attributes) for mark in found.marks] == [
        ("The dike broke", ("label=contested",)),
        ("Nobody", ()),
    ]
    assert {(mark.foreign_type, mark.person.name) for mark in found.marks} == {("Claim", "Ann")}
    assert [(note.code, note.values["count"]) for note in found.notes] == [("links_left_out", 1)]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.xmi": XMI}, "no_type_system"),
        ({"a.xmi": XMI[:-40], "TypeSystem.xml": SYSTEM}, "not_xmi"),
        ({"a.xmi": XMI.replace("Claim", "Other"), "TypeSystem.xml": SYSTEM}, "not_xmi"),
        ({"a.xmi": XMI, "TypeSystem.xml": "<a/>" * 2}, "not_xmi"),
        ({"a.xmi": XMI.replace('begin="19"', 'begin="-19"'), "TypeSystem.xml": SYSTEM}, None),
        ({"a.xmi": XMI.replace('end="25"', 'end="9999"'), "TypeSystem.xml": SYSTEM}, None),
        ({"a.xmi": XMI.replace('end="25"', 'end="x"'), "TypeSystem.xml": SYSTEM}, None),
        (
            {
                "a.xmi": XMI.replace(
                    "<xmi:XMI", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xmi:XMI', 1
                ),
                "TypeSystem.xml": SYSTEM,
            },
            "xml_declares",
        ),
        ({"a.xmi": XMI.replace("UTF-8", "UTF-16"), "TypeSystem.xml": SYSTEM}, "xml_declares"),
        ({"TypeSystem.xml": SYSTEM}, "nothing_in_it"),
    ],
)
def test_what_is_broken_or_hostile_is_refused(files: dict[str, str], code: str | None) -> None:
    [problem] = read(files).problems
    assert code in (None, problem.code)
