-- Something promised that was neither kept, broken nor dropped.
-- class: C
-- verb: Promise
-- reason: you promised: {words}
-- why: it was promised, and nobody said yet whether it was kept
-- enter: steps
-- args: words=TEXT
SELECT p.id AS subject, 'promise' AS kind, p.pupil AS pupil,
       coalesce(x.due, p.due) AS due, p.words AS a, NULL AS b, p.whom AS whom
FROM act x INDEXED BY act_open JOIN promise p ON p.id = x.subject JOIN record r ON r.id = p.id
WHERE x.machine = 'promise' AND x.to_state = 'open' AND x.next IS NULL
  AND x.due <= ?2 AND r.state <> 2
