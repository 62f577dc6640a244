"""What the scripts of the annotating page say, in the reader's language; %name% is filled in."""

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from annotator.models.choices import Label, SourceKind, Stance


def annotate_strings() -> dict[str, str]:
    """Key -> sentence, for the page's JSON."""
    return _strings_in(get_language() or "")


@cache
def _strings_in(language: str) -> dict[str, str]:
    return {
        **{str(label): str(label.label) for label in Label},
        **{f"stance_{stance}": str(stance.label) for stance in Stance},
        **{f"kind_{kind}": str(kind.label) for kind in SourceKind},
        **_acts(),
        **_saving(),
        **_chains(),
        **_figures(),
        **_claims(),
        **_together(),
        **_suggestions(),
    }


def _suggestions() -> dict[str, str]:
    return {
        "suggestion": _("Suggestion"),
        "suggestion_keys": _("1, 2, 3: accept with that label. Delete: put away."),
        "dismiss": _("Put away"),
        "dismissed": _("Put away, for you, in this browser."),
        "filled": _("The span now says: %words%"),
        "why_according_to": _("Why: “according to” or “volgens” stands before who says so."),
        "why_says_that": _("Why: a verb of saying stands between who says it and what is said."),
        "why_says_after": _("Why: after what is said, a verb of saying names who says it."),
        "why_quotes": _("Why: words in quotation marks, with a verb of saying beside them."),
        "why_colon": _("Why: a name and a colon stand before words in quotation marks."),
        "why_answers": _("Why: somebody confirms or denies what is named after the verb."),
        "why_passive": _("Why: it “was confirmed by”, “werd ontkend door” somebody."),
        "why_declines": _("Why: somebody gives no answer."),
        "why_hearsay": _("Why: “reportedly”, “naar verluidt”: nobody is named."),
        "why_findings": _("Why: figures or research of somebody show it."),
        "why_relays": _("Why: one passes on what another says."),
        "why_figure": _("Why: a number with its bound and unit."),
    }


def _acts() -> dict[str, str]:
    return {
        "labelled": _("%label%: %quote%"),
        "relabelled": _("Now %label%"),
        "select_first": _("Select words, or go to a sentence with J, and then choose a label."),
        "focus_first": _("Choose a span first: click it, or press Enter on its sentence."),
        "no_room": _("The span cannot go further."),
        "withdrawn": _("Withdrawn: %quote%"),
        "undone": _("Taken back: %quote%"),
        "redone": _("Done again: %quote%"),
        "nothing_more": _("There is nothing more to take back."),
        "which_span": _("Which span?"),
        "press_key": _("Press the new key for: %command%. Delete: no key; Esc: leave it."),
        "key_taken": _("%key% already does: %command%."),
        "key_fixed": _("%key% always does: %command%. Choose another key."),
        "key_wrong": _("Choose a key that writes a sign."),
        "key_swap": _("Swap the two"),
        "keys_reset": _("All keys are as they were."),
        "keys_on": _("Single keys work."),
        "keys_off": _("Single keys do nothing; those with Ctrl work."),
        "keys_not_kept": _(
            "That works until you leave this page; it could not be kept. Try again later."
        ),
        "former_member": _("somebody who left"),
        "others_failed": _(
            "What others marked could not be fetched. Your own work goes on; try again later."
        ),
        "rows_shown": _("%count% in the list"),
        "no_fence": _("Nothing was left out of this text."),
        "fence_waits": _(
            "Some of your acts have not been sent yet, so the text stays as it is. They are sent "
            "when the connection is back; try again then."
        ),
        "caret_on": _("Caret on: arrows move it, with Shift they select. Esc puts it away."),
        "caret_off": _("Caret away."),
        "handle_start": _("Drag to move the start"),
        "handle_end": _("Drag to move the end"),
        "take_sentence": _("Whole sentence"),
        "take_words": _("Only the words"),
        "inside": _("¶%number%, inside another"),
        "change": _("change"),
        "none": _("none"),
        "note": _("Note"),
        "keep": _("Keep"),
        "cancel": _("Leave as it was"),
        "withdraw": _("Withdraw"),
        "active_seconds": _("%seconds% s of your time"),
        "make_new": _("New: “%name%”"),
    }


def _saving() -> dict[str, str]:
    return {
        "saving": _("saving…"),
        "saved": _("saved %time%"),
        "all_saved": _("all saved"),
        "waits": _("%count% wait for the connection"),
        "waits_one": _("1 waits for the connection"),
        "waits_else": _("%count% wait"),
        "waits_else_one": _("1 waits"),
        "held": _("%count% not saved"),
        "held_one": _("1 not saved"),
        "connection": _(
            "There is no connection. Go on working: what you do is kept in this browser, and is "
            "sent by itself when the connection is back."
        ),
        "server": _(
            "The server cannot take anything just now. Go on working: what you do is kept in this "
            "browser, and is sent by itself as soon as the server can."
        ),
        "not_kept": _(
            "This browser has no room for this site, or keeps nothing for it. Do not close this "
            "page before it says saved: what is not yet sent would be lost."
        ),
        "done_waits": _(
            "%count% of your acts have not been sent yet, so the article is not done. They are "
            "sent when the connection is back; press Done again then."
        ),
        "done_held": _(
            "%count% of your acts could not be saved, so the article is not done. Decide what is "
            "to become of them; press Done again then."
        ),
        **_signing_in(),
        **_held(),
    }


def _signing_in() -> dict[str, str]:
    return {
        "signed_out": _(
            "You are signed out. Your work is kept in this browser, and is sent as soon as you "
            "have signed in again; this page stays as it is."
        ),
        "other_person": _(
            "Somebody else has signed in, in this browser. Your work is kept and is not sent "
            "under their name. Sign in again yourself to send it; that signs them out here."
        ),
        "sign_in": _("Sign in"),
        "signed_in": _("You are signed in again; what waited is being sent."),
        "sign_in_wrong": _(
            "That address and password do not belong together. Check both; capitals count in the "
            "password. After several wrong tries you have to wait a quarter of an hour."
        ),
        "sign_in_other": _(
            "That is another person's account. What waits in this page is not theirs, so it is "
            "not sent under their name. Sign in as yourself, or let them use another browser."
        ),
        "sign_in_locked": _(
            "Too many wrong tries. Wait a quarter of an hour; your work is kept meanwhile, so "
            "leave this page open or come back to it."
        ),
        "no_answer": _("The server did not answer. Try again in a moment."),
    }


def _held() -> dict[str, str]:
    return {
        "look": _("Look and decide"),
        "later": _("Decide later"),
        "refused": _("One of your acts could not be saved. %reason%"),
        "held_more": _("%count% more wait for you to decide."),
        "held_refused": _("Not saved"),
        "held_help": _(
            "It is kept in this browser, and nobody else sees it, until you decide. Change it in "
            "the text and it is sent again; or choose here."
        ),
        "server_fails": _(
            "The server fails each time this is sent. It is tried again by itself; if that does "
            "not help, copy it, and tell whoever runs this installation."
        ),
        "too_large": _("That is more than the server takes at once. Make it shorter."),
        "try_again": _("Try again"),
        "discard": _("Discard"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "open_new_text": _("Open the new text"),
        "moved": _(
            "The article has a newer text. What you had marked in the old one was found again "
            "by its words, and moved along: have a look at it."
        ),
        "words_gone": _(
            "The article has a newer text, and there these words do not stand, or in more than "
            "one place. Copy what you need and mark it anew, or discard it."
        ),
        "held_conflict": _("Changed in two places"),
        "conflict": _("A span was changed here, and in another window or on another device."),
        "conflict_help": _(
            "“%quote%” was changed here, and in another window or on another device. Both are "
            "kept until you choose what stands."
        ),
        "label_word": _("Label"),
        "span_word": _("Span"),
        "confidence": _("Confidence"),
        "here": _("here"),
        "there": _("there"),
        "is_withdrawn": _("withdrawn"),
        "keep_choice": _("Keep what is chosen"),
        "take_mine": _("All as here"),
        "take_theirs": _("All as there"),
    }


def _chains() -> dict[str, str]:
    return {
        "article": _("article"),
        "publisher_unknown": _("publisher unknown"),
        "nameless": _("not named"),
        "nameless_note": _("the text gives no name; counts as nobody"),
        "stance_unknown": _("stance not given"),
        "stance_question": _(
            "In this text, does %name% itself say that it is so? Ignore what you believe and "
            "what others say."
        ),
        "chain": _("Chain %number%"),
        "cue": _("Words that say so"),
        "remove_hop": _("Remove this source"),
        "source": _("Source"),
        "via": _("Via"),
        "another_chain": _("Another chain"),
        "ask_source": _("Who says so?"),
        "ask_via": _("Who passes it on?"),
        "ask_chain": _("Who else says something about it?"),
        "ask_who_says": _("Who says so?"),
        "ask_who_disputes": _("Who disputes it?"),
        "ask_what_confirms": _("What confirms it?"),
        "ask_what_else_confirms": _("What else confirms it?"),
        "ask_hint": _("type a name with its capital, or Esc"),
        "cue_set": _("Words that say so: %cue%"),
        "pick_cue": _("Pick in the text"),
        "pick_words": _("Select the words in the text; Enter takes them, Esc leaves it."),
        "hop_to_text": _("Nearer to the text"),
        "hop_to_origin": _("Nearer to the origin"),
        "chain_up": _("Chain one up"),
        "source_set": _("Source: %name%"),
        "claim": _("Claim"),
        "ask_claim": _("Which claim is this?"),
        "claim_from_quote": _("New, in these words: “%quote%”"),
        "claim_set": _("Claim: %name%"),
        "claim_gone": _("No claim any more"),
        "no_claim": _("No claim"),
    }


def _figures() -> dict[str, str]:
    return {
        "figure": _("Figure"),
        "figure_value": _("Number"),
        "figure_to": _("to"),
        "figure_unit": _("Of what"),
        "figure_measure": _("What happened to them"),
        "figure_population": _("Among whom"),
        "figure_place": _("Where"),
        "figure_period": _("When"),
        "figure_method": _("How counted"),
        "figure_exact": _("exactly"),
        "figure_about": _("about"),
        "figure_at_least": _("at least"),
        "figure_more_than": _("more than"),
        "figure_at_most": _("at most"),
        "figure_less_than": _("less than"),
        "figure_between": _("between"),
        "figure_wrong": _("Write a number in digits, such as 11000 or 0.5."),
        "no_figure": _("No figure"),
        "figure_read": _("Reads as %figure%; in the text: “%words%”"),
    }


def _claims() -> dict[str, str]:
    return {
        "claim_same": _("same figure"),
        "claim_other": _("another figure"),
        "claim_clash": _("a figure that cannot be right too"),
        "claim_other_measure": _("counts something else"),
        "claim_other_population": _("about other people"),
        "claim_other_place": _("about another place"),
        "claim_other_period": _("about another period"),
        "claim_other_unit": _("in another unit"),
        "confidence": _("How sure"),
        "evidence": _("Evidence"),
        "evidence_url": _("Address (https://…)"),
        "evidence_quote": _("What it says, in its own words"),
        "evidence_kept": _("The evidence is with the claim."),
    }


def _together() -> dict[str, str]:
    return {
        "comments": _("Comments"),
        "comment_say": _("Say something; @ names a colleague"),
        "comment_send": _("Send"),
        "comment_sent": _("Sent"),
        "comment_gone": _("Withdrawn."),
        "comment_about": _("About"),
        "on_span": _("on the span"),
        "on_claim": _("on the claim"),
        "on_text_of": _("on the text of %date%"),
        "mention": _("Colleagues"),
        "edited": _("changed"),
        "undo": _("Undo"),
        "close": _("Close"),
        "new": _("new"),
        "step_done": _("done"),
        "no_connection": _("There is no connection. What you wrote is kept here; try again."),
    }
