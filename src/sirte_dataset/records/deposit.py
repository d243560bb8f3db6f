"""The dataset for archives: what the API of a deposit takes, InvenioRDM (such as Zenodo) and DataCite 4.5.

Neither names a DOI or an address of the dataset: the archive gives them, and then a person writes them down.
"""

from __future__ import annotations

from .. import citation
from ..descriptor import Package
from .facts import Record, facts, filled


def inveniordm(package: Package) -> Record:
    """The record as InvenioRDM takes it for a draft (https://inveniordm.docs.cern.ch/reference/metadata/)."""
    known = facts(package)
    cited = known.cited
    metadata = {
        "resource_type": {"id": "dataset"},
        "creators": [{"person_or_org": {"type": "organizational", "name": name}} for name in cited.authors],
        "title": cited.title,
        "publication_date": cited.day,
        "version": cited.version,
        "description": cited.description,
        "additional_descriptions": known.coverage
        and [{"description": known.coverage, "type": {"id": "other"}}],
        "rights": [{"id": cited.licence.lower()}],
        "subjects": [{"subject": word} for word in cited.keywords],
        "identifiers": cited.content and [{"identifier": cited.content, "scheme": "other"}],
        "dates": known.span and [{"date": known.span, "type": {"id": "coverage"}}],
        "locations": {"features": [{"place": known.place}]},
        "related_identifiers": [
            {"identifier": url, "scheme": "url", "relation_type": {"id": "isderivedfrom"}}
            for url in known.sources
        ],
    }
    access = {"record": "public", "files": "public"}
    return {"access": access, "files": {"enabled": True}, "metadata": filled(metadata)}


def datacite(package: Package) -> Record:
    """The record as DataCite's REST API takes it (https://schema.datacite.org): what is cited, and more."""
    known = facts(package)
    bounds = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    place = {
        "geoLocationPlace": known.place,
        "geoLocationBox": dict(zip(bounds, known.box, strict=False)),
    }
    record = citation.datacite(known.cited)
    if known.coverage:
        record["descriptions"].append({"description": known.coverage, "descriptionType": "Other"})
    record |= {
        "geoLocations": [place],
        "relatedIdentifiers": [
            {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
            for url in known.sources
        ],
    }
    return dict(filled(record))
