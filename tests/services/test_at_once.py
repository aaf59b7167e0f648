"""Two people of one provider at the same moment: numbered versions, and one that counts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from test_aanleveringen import confirm, send
from world import children, csv, world

from uitkomst.register.models import Aanlevering
from uitkomst.services.refusals import Overtaken

FILE = csv(children(5))


def at_once(work, times):
    """Do the work so many times in threads, each with a connection of its own."""

    def one(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_files_that_come_in_at_once_are_numbered_one_by_one(vault):
    people = world()

    received = at_once(lambda _: send(people.an, vault, FILE), 6)

    assert sorted(each.versie for each in received) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_of_confirmations_at_once_the_newest_version_counts(vault):
    people = world()
    received = [send(people.an, vault, FILE) for _ in range(5)]

    def attempt(number):
        try:
            confirm(people.an, received[number])
        except Overtaken:
            return "overtaken"
        return "confirmed"

    at_once(attempt, 5)

    [counts] = Aanlevering.objects.filter(status="Ingediend")
    assert counts.versie == 5
    others = Aanlevering.objects.exclude(pk=counts.pk).values_list("status", flat=True)
    assert set(others) <= {"Vervangen", "Gecontroleerd"}
