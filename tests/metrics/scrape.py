"""What Prometheus makes of our text: read by its own parser, and found by name and labels."""

from prometheus_client.parser import text_string_to_metric_families

Sample = tuple[str, tuple[tuple[str, str], ...]]


class Scrape:
    """One answer of /metrics."""

    def __init__(self, text: str) -> None:
        self.families = {family.name: family for family in text_string_to_metric_families(text)}
        samples = [sample for family in self.families.values() for sample in family.samples]
        self.values: dict[Sample, float] = {_key(each.name, each.labels): each.value for each in samples}
        assert len(self.values) == len(samples), "a series is there twice"

    def value(self, name: str, **labels: str) -> float:
        """The value of one series."""
        return self.values[_key(name, labels)]

    def total(self, name: str, **labels: str) -> float:
        """The sum of all series that have these labels, and maybe others."""
        wanted = set(labels.items())
        return sum(value for (found, pairs), value in self.values.items() if found == name and wanted <= set(pairs))

    def has(self, name: str, **labels: str) -> bool:
        return _key(name, labels) in self.values

    def label_values(self) -> set[str]:
        """Everything that stands in any label."""
        return {value for _, pairs in self.values for _, value in pairs}


def _key(name: str, labels: dict[str, str]) -> Sample:
    return name, tuple(sorted(labels.items()))
