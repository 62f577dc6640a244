"""Which addresses are called, and which machines are public: every disguise we know of."""

import pytest

from annotator.text.destinations import DestinationRefused, is_public, read_destination

# As they may stand in an address that somebody gives us: none of them is even resolved.
REFUSED_ADDRESSES = (
    # this machine, by number
    *("http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://127.255.255.254/"),
    *("http://0.0.0.0/", "http://0/", "http://[::]/", "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/"),
    # decimal, octal, hexadecimal, short, and mixed
    *("http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.1/"),
    *(
        "http://0177.0.0.1/",
        "http://0x7f.0x0.0x0.0x1/",
        "http://127.0x0.0.01/",
        "http://0x7F.1:80/",
    ),
    *("http://3232235777/", "http://0xc0a80101/", "http://0300.0250.1.1/", "http://10.1/"),
    *(
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.1/",
    ),
    *("http://00000000177.0.0.1/", "http://127.0.0.1./", "http://1.1.1.1/", "http://8.8.8.8/"),
    # private, link-local, shared, and what clouds tell their machines
    *("http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/"),
    *("http://100.100.100.200/", "http://192.0.0.192/", "http://[fd00:ec2::254]/"),
    # IPv6 with an IPv4 address in it
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/"),
    *("http://[64:ff9b::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/"),
    # names that lead home
    *("http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/"),
    *("http://printer.local/", "http://metadata.google.internal/", "http://router.lan/"),
    *("http://intranet/", "http://nas.home.arpa/", "http://localhost.localdomain/"),
    # not a plain name
    *(
        "http://ⓛocalhost.example/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://ex%61mple.org/",
    ),
    *("http://-a.example/", "http://a-.example/", "http://a..example/", "http://.example/"),
    *("http://a_b.example/", f"http://{'a' * 64}.example/", f"http://{'a.' * 130}example/"),
    *("http://münchen.example/", "http://example.0rg/", "http://example.123/"),
    # who is the host here?
    *("http://news.example@127.0.0.1/", "http://a:b@news.example/", "http://@news.example/"),
    *(
        "http://127.0.0.1#@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http:\\\\news.example",
    ),
    *(
        "http://news.example:80@10.0.0.1/",
        "http://news.example%00.example/",
        "http://[news.example]/",
    ),
    # other ports, other schemes, no address at all
    *("http://news.example:22/", "http://news.example:8080/", "https://news.example:6379/"),
    *("http://news.example:0/", "http://news.example:65536/", "http://news.example:-80/"),
    *("ftp://news.example/", "file:///etc/passwd", "gopher://news.example/", "javascript:alert(1)"),
    *(
        "data:text/html,a",
        "//news.example/",
        "news.example",
        "",
        "http://",
        "https:///a",
        "unix:/a",
    ),
    *("http://news.example/ a", "http://news.example/\r\nHost: a", "http://news.\texample/"),
    *("http://news.example/\x00", "http://news.example/" + "a" * 2000, "http://[::1", "http://a]/"),
)

# As a resolver may answer: whatever the name was, nothing is connected to.
NOT_PUBLIC = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1"),
    *("172.31.255.254", "192.168.0.1", "192.168.255.255", "169.254.0.1", "169.254.169.254"),
    *("100.64.0.1", "100.127.255.254", "100.100.100.200", "192.0.0.8", "192.0.2.1", "192.88.99.1"),
    *(
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
    ),
    *("240.0.0.1", "255.255.255.255", "192.31.196.1", "192.52.193.1", "192.175.48.1"),
    *("::", "::1", "::2", "::127.0.0.1", "::10.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1"),
    *("64:ff9b::a00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "2002:7f00:1::"),
    *(
        "2002:a00:1::1",
        "2002:c0a8:101::",
        "2002:a9fe:a9fe::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ),
    *("2001:0:7f00:1::f7f7:f7f7", "2001:db8::1", "2001:10::1", "2001:20::1", "3fff::1", "100::1"),
    *("fc00::1", "fd00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1"),
    *("ff02::1", "ff0e::1", "5f00::1", "4000::1", "2620:4f:8000::1", "2a00:1450::5efe:10.0.0.1"),
    *("2a00:1450::200:5efe:127.0.0.1", "2606:4700::1%1", "", "localhost", "1.2.3", "0x7f.0.0.1"),
)

PUBLIC = (
    *("93.184.215.14", "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"),
    *("2a00:1450:400e:80e::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
)


def test_the_walk_is_long_enough_to_mean_something() -> None:
    assert len(set(REFUSED_ADDRESSES)) + len(set(NOT_PUBLIC)) >= 160


@pytest.mark.parametrize("url", REFUSED_ADDRESSES)
def test_an_address_in_disguise_is_refused_before_anything_is_resolved(url: str) -> None:
    with pytest.raises(DestinationRefused):
        read_destination(url)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_machine_of_some_house_is_not_public_however_it_is_wrapped(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_machine_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("http://news.example", "news.example", 80, "/"),
        ("https://News.Example/a/b?c=d&e#f", "news.example", 443, "/a/b?c=d&e"),
        ("http://news.example:443/", "news.example", 443, "/"),
        ("https://xn--mnchen-3ya.xn--p1ai/", "xn--mnchen-3ya.xn--p1ai", 443, "/"),
        ("https://news.example/één?q=à%20b", "news.example", 443, "/%C3%A9%C3%A9n?q=%C3%A0%20b"),
        ("https://127.0.0.1.nip.example/", "127.0.0.1.nip.example", 443, "/"),
    ],
)
def test_a_plain_address_is_taken_apart(url: str, host: str, port: int, target: str) -> None:
    found = read_destination(url)
    assert (found.host, found.port, found.target) == (host, port, target)
