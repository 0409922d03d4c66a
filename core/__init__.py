"""Money, ids, clock, state tables, audit, outbox, idempotency, people: the ground floor, which knows no app."""
