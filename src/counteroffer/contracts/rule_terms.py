"""What changes a rate, as the agreement says it, as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from pathlib import Path


@attrs.frozen
class Standing:
    """Where a term or a rule stands beside its page.

    Attributes:
        id: the name by which an amendment may replace or remove it; empty if none.
        products: products (`lines.product`) that it is for; empty: all.
        funding: fundings (`lines.funding`) that it is for; empty: all.
        amendment: the amendment that says it; empty: the contract itself.
        file: that amendment's file; None: the contract's.
        replaces: in an amendment, the id of what this stands in the place of; empty: it is new.
    """

    id: str = ""
    products: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()
    amendment: str = ""
    file: Path | None = None
    replaces: str = ""

    @property
    def closeness(self) -> int:
        """How closely it says its lines: 2 for naming products and 1 for naming fundings; the closest holds."""
        return 2 * bool(self.products) + bool(self.funding)

    def reaches(self, product: str, funding: str) -> bool:
        """Say whether it is for lines of a product and a funding (each empty: one that nothing names)."""
        return (not self.products or product in self.products) and (not self.funding or funding in self.funding)


@attrs.frozen
class ModifierRule:
    """What modifiers do to a rate.

    Attributes:
        says: the sentence.
        modifiers: the modifiers.
        percent: thousandths of a percent of the rate that a line with one of them pays; None: decided by hand, or by
            Medicare's shares.
        shares: whether the percent is the code's own share of the care before, within and after the operation, as
            Medicare publishes it (modifiers 54, 55, 56 and 78).
        indicators: Medicare's indicators (of the modifier's kind) of the codes that the percent is for; empty: of all.
        otherwise: thousandths of a percent for the other codes; None: decided by hand.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
        standing: its id, and for whom it is.
    """

    says: str
    modifiers: tuple[str, ...]
    percent: int | None
    shares: bool = False
    indicators: tuple[str, ...] = ()
    otherwise: int | None = None
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


@attrs.frozen
class PractitionerRule:
    """What a clinician of a class is paid of the rate.

    Attributes:
        says: the sentence.
        classes: classes as the practice's profile has them, such as NP, PA, CNS.
        percent: thousandths of a percent of the rate.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
        standing: its id, and for whom it is.
    """

    says: str
    classes: tuple[str, ...]
    percent: int
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


@attrs.frozen
class PlaceRule:
    """What a place of service pays: telehealth, above all.

    Attributes:
        says: the sentence.
        places: place of service codes, two digits.
        percent: thousandths of a percent of the rate.
        setting: the setting whose rate it pays; empty: its own.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
        standing: its id, and for whom it is.
    """

    says: str
    places: tuple[str, ...]
    percent: int = 100_000
    setting: str = ""
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


@attrs.frozen
class MultipleRule:
    """What several procedures of a patient on one day pay, the dearest first.

    Attributes:
        says: the sentence.
        percents: thousandths of a percent of the first, second, ... procedure; the last holds for all further ones.
        most: procedures priced by it; further ones are by report (None: all).
        indicators: Medicare's multiple procedure indicators of the codes that are ranked.
        part: what is ranked and reduced: `rate`, its `technical` or `professional` part, or its practice `expense`.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
        standing: its id, and for whom it is.
    """

    says: str
    percents: tuple[int, ...]
    most: int | None = None
    indicators: tuple[str, ...] = ("2",)
    part: str = "rate"
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


@attrs.frozen
class ClaimRule:
    """A claim pays the lesser of its rates together and its charges together."""

    says: str
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


@attrs.frozen
class WithholdRule:
    """What a payer keeps back of its own share of a payment.

    Attributes:
        says: the sentence.
        percent: thousandths of a percent of the payer's share.
        returned: thousandths of a percent of the withheld that come back, at least and at most; None: not said.
        spans: first and last code of each range that it is for; empty: all.
        page: page of the paper.
        section: section of the paper.
        line: line in the YAML file.
        standing: its id, and for whom it is.
    """

    says: str
    percent: int
    returned: tuple[int, int] | None = None
    spans: tuple[tuple[str, str], ...] = ()
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


@attrs.frozen
class SequestrationRule:
    """What sequestration takes of what the payer then pays: a percent in thousandths, for some codes or all."""

    says: str
    percent: int
    spans: tuple[tuple[str, str], ...] = ()
    page: str = ""
    section: str = ""
    line: int = 0
    standing: Standing = Standing()


Rule = ModifierRule | PractitionerRule | PlaceRule | MultipleRule | ClaimRule | WithholdRule | SequestrationRule
