"""The demo's people, studios and characters, made through the product's own services. Repeating it adds nothing."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from core.models import User
from licensing import selectors as licences
from licensing.services import characters, payees, pictures, rights, splits, studios, terms
from licensing.services.splits import ShareIn
from marketplace.demo import cast, casting
from payouts.services import reviews

# Everyone in the demo signs in with it; `serve` on a laptop is the only place they exist.
PASSWORD = "lights-up-tonight"
OPERATOR = "system:demo"


def person(name: str, email: str) -> User:
    """Return a person with a verified address, made on first sight."""
    with transaction.atomic():
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, PASSWORD, name=name)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def people() -> tuple[list[User], list[User]]:
    """Make the creators and the reviewers."""
    creators = [person(one.name, one.email) for one in cast.CREATORS]
    reviewers = [person(one.name, one.email) for one in cast.REVIEWERS]
    for reviewer in reviewers:
        reviews.appoint(user=reviewer, actor=OPERATOR)
    return creators, reviewers


def studio_of(studio: casting.Studio) -> tuple[User, str]:
    """Make a studio and its owner; return the owner and the studio's id."""
    owner = person(studio.owner_name, studio.owner_email)
    held = next((one for one in licences.studios_of(owner) if one.name == studio.name), None)
    return owner, held.id if held else studios.create(user=owner, name=studio.name, about=studio.description).pk


def document(offer: casting.Terms) -> dict[str, object]:
    """Write a cast member's terms as the document the terms service takes."""
    return {
        "purposes": list(offer.purposes),
        "territories": list(offer.territories),
        "starts_on": None,
        "ends_on": None,
        "tiers": dict(offer.tiers),
        "prohibited_themes": list(offer.prohibited_themes),
        "daily_cap": offer.daily_cap,
        "currency": offer.currency,
        "fees": {tier: dict(row) for tier, row in offer.fees.items()},
        "free_allowance_eligible": offer.free_allowance_eligible,
    }


def list_character(owner: User, studio_id: str, role: casting.Character) -> None:
    """Register a character with its art, terms and split sheet, and list it."""
    character = characters.register(
        user=owner,
        studio_id=studio_id,
        name=role.name,
        aliases=role.aliases,
        tagline=role.tagline,
        story=role.story,
    )
    for name in role.art:
        with (cast.ART / name).open("rb") as file:
            pictures.add(user=owner, character_id=character.pk, name=name, content=file)
    rights.affirm(user=owner, character_id=character.pk, agreed=True)
    terms.publish(user=owner, character_id=character.pk, document=document(role.terms))
    shares = [ShareIn(share.role, share.payee, share.email, share.ppm) for share in role.splits]
    splits.publish(user=owner, character_id=character.pk, shares=shares)
    characters.list_it(user=owner, character_id=character.pk)
    payees.claim(owner)


def seed(*, but: str = "") -> None:
    """Make everyone and everything, except one house: the demonstration opens that one itself."""
    people()
    for house in cast.STUDIOS:
        if house.slug != but:
            open_house(house)


def open_house(house: casting.Studio) -> None:
    """Make a studio, its owner and those of its characters that are not there yet."""
    owner, studio_id = studio_of(house)
    there = {row.name for row in licences.characters_of(licences.studio_for(owner, studio_id))}
    for role in cast.CHARACTERS:
        if role.studio == house.slug and role.name not in there:
            list_character(owner, studio_id, role)
