"""UIMA's XMI, as INCEpTION packs it."""

import pytest

from annotator.formats.files import SourceFile
from annotator.formats.readers import read_files
from annotator.formats.reading import Options
from annotator.formats.records import NamedHop, Reading

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


ROLES_SYSTEM = SYSTEM.replace(
    "</types>",
    """<typeDescription><name>webanno.custom.Part</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName><features><featureDescription>
<name>value</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription></features></typeDescription>
<typeDescription><name>webanno.custom.Link</name><description/>
<supertypeName>uima.cas.TOP</supertypeName><features>
<featureDescription><name>role</name><description/>
<rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
<featureDescription><name>target</name><description/>
<rangeTypeName>uima.tcas.Annotation</rangeTypeName></featureDescription>
</features></typeDescription>
<typeDescription><name>webanno.custom.Said</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName><features><featureDescription>
<name>parts</name><description/><rangeTypeName>uima.cas.FSArray</rangeTypeName>
<elementType>webanno.custom.Link</elementType>
</featureDescription></features></typeDescription></types>""",
)
TOLD = "The mayor said the dike broke. Wim denied that."
ROLES_XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>
<custom:Claim xmi:id="13" sofa="1" begin="15" end="29" label="contested"/>
<custom:Part xmi:id="14" sofa="1" begin="0" end="9" value="Source"/>
<custom:Part xmi:id="15" sofa="1" begin="10" end="14" value="Cue"/>
<custom:Leads xmi:id="16" sofa="1" begin="15" end="29" Governor="13" Dependent="14"/>
<custom:Leads xmi:id="17" sofa="1" begin="10" end="14" Governor="15" Dependent="13"/>
<custom:Part xmi:id="18" sofa="1" begin="31" end="34"/>
<custom:Part xmi:id="19" sofa="1" begin="35" end="41"/>
<custom:Link xmi:id="20" role="source" target="18"/>
<custom:Link xmi:id="21" role="cue" target="19"/>
<custom:Said xmi:id="22" sofa="1" begin="42" end="46" parts="20 21"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{text}"/>
<cas:View sofa="1" members="13 14 15 16 17 18 19 22"/></xmi:XMI>""".replace("{text}", TOLD)


def test_relations_and_links_that_say_who_said_it_become_chains() -> None:
    found = read({"a.txt/Ann.xmi": ROLES_XMI, "TypeSystem.xml": ROLES_SYSTEM})
    assert not found.problems
    assert not found.notes
    assert {TOLD[mark.start : mark.end]: mark.chains for mark in found.marks} == {
        "the dike broke": ((NamedHop("The mayor", "said"),),),
        "that": ((NamedHop("Wim", "denied"),),),
    }


def test_a_project_as_inception_exports_it_is_read_folder_by_folder() -> None:
    """`annotation/DOCUMENT/WHO.zip` holds WHO.xmi and TypeSystem.xml; sent unpacked."""
    files = {
        f"annotation/{document}/{who}/{name}": content
        for document in ("one.txt", "two.txt")
        for who in ("ann", "bob", "INITIAL_CAS")
        for name, content in ((f"{who}.xmi", XMI), ("TypeSystem.xml", SYSTEM))
    }
    found = read(files)
    assert not found.problems
    assert len(found.texts) == 6
    assert {mark.person.name for mark in found.marks} == {"ann", "bob", ""}


def test_a_link_to_nothing_is_counted_and_breaks_nothing() -> None:
    broken = ROLES_XMI.replace('Dependent="14"', "").replace('target="18"', "")
    found = read({"a.txt/Ann.xmi": broken, "TypeSystem.xml": ROLES_SYSTEM})
    assert not found.problems
    assert {note.values["label"] for note in found.notes} == {"Leads", "Said.parts"}
