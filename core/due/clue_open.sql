-- A clue nobody decided about; due the day behind it.  One about somebody nobody
-- knows yet stands under what is not finished instead.
-- class: D
-- verb: Clue
-- reason: {day}: {words}; nobody decided yet
-- why: every clue ends in a decision: talk, watch, join to a record, or nothing to be done
-- enter: steps
-- args: day=DATE words=TEXT
SELECT c.id AS subject, 'clue' AS kind, c.pupil AS pupil, c.day + 1 AS due, c.day AS a,
       c.words AS b, NULL AS whom
FROM act x INDEXED BY act_open JOIN clue c ON c.id = x.subject JOIN record r ON r.id = c.id
WHERE x.machine = 'clue' AND x.to_state = 'open' AND x.next IS NULL
  AND c.pupil IS NOT NULL AND c.day < ?2 AND r.state <> 2
