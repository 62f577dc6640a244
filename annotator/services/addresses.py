"""Addresses that people write: what is wrong with one is said in their language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.errors import BadInput
from annotator.text.addresses import AddressRefused, canonical_address
from annotator.text.destinations import DestinationRefused, read_destination

# The rooms that find these faults know no languages; here their sentences are marked for them.
SENTENCES = (
    gettext_lazy("The address holds half a character (a lone surrogate)."),
    gettext_lazy("The address has spaces or control characters, or is too long."),
    gettext_lazy("The address cannot be read."),
    gettext_lazy("The address must begin with http:// or https:// and name a host."),
    gettext_lazy("The address holds a user name or a password: leave them out."),
    gettext_lazy("The address is too long."),
    gettext_lazy("The address is too long, or holds a backslash."),
    gettext_lazy("The address has spaces or control characters."),
    gettext_lazy("The address must begin with http:// or https://."),
    gettext_lazy("The host must be written in plain letters, digits and dots."),
    gettext_lazy("Only the ports 80 and 443 are called."),
    gettext_lazy(
        "The host must be a full name that ends in letters, such as news.example.org; "
        "numbers are not called."
    ),
    gettext_lazy("This name leads into a house, not to the public internet."),
)


def check_address(url: str, *, field: str = "url", is_called: bool = False) -> None:
    """BadInput at `field` unless it is a plain http or https address; with `is_called` also where
    no call to it would go out."""
    try:
        canonical_address(url)
        if is_called:
            read_destination(url)
    except (AddressRefused, DestinationRefused) as refused:
        text = _(str(refused))
        raise BadInput("url_wrong", text, fields={field: [text]}) from None
