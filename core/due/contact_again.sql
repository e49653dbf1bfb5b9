-- A liaison named a day to speak again, and nobody spoke about the pupil (or, where it was
-- about none, with that person) since.
-- class: D
-- verb: Contact again
-- reason: on {day} it was agreed to speak again on {due}
-- why: the record named this day and nobody spoke about the pupil since
-- enter: same
-- args: day=DATE
SELECT l.id AS subject, 'liaison' AS kind, l.pupil AS pupil, l.next_day AS due, l.day AS a,
       NULL AS b, l.person AS whom
FROM liaison l INDEXED BY liaison_next JOIN record r ON r.id = l.id
WHERE l.next_day BETWEEN ?1 AND ?2 AND r.state <> 2
  AND NOT EXISTS (SELECT 1 FROM record_pupil p WHERE p.pupil = l.pupil AND p.day > l.day
                  AND p.kind = 'liaison' AND p.state <> 2)
  AND NOT EXISTS (SELECT 1 FROM liaison m INDEXED BY liaison_person
                  JOIN record s ON s.id = m.id
                  WHERE l.pupil IS NULL AND m.person = l.person AND m.day > l.day
                  AND s.state <> 2)
