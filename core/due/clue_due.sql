-- A clue for which a talk was arranged or a day to look again was named, and the day is
-- there; a later meeting with the pupil clears the arranged talk (on the same day one that was
-- begun behind the step), only a decision the watching.
-- class: D
-- verb: Clue
-- reason: the clue of {day}: {state}, until {due}
-- why: a day was named to come back to this clue
-- enter: steps
-- args: day=DATE state=STATE:clue
SELECT c.id AS subject, 'clue' AS kind, c.pupil AS pupil, x.due AS due, c.day AS a,
       x.to_state AS b, NULL AS whom
FROM act x INDEXED BY act_open JOIN clue c ON c.id = x.subject JOIN record r ON r.id = c.id
WHERE x.machine = 'clue' AND x.to_state IN ('meet', 'watch') AND x.next IS NULL
  AND x.due <= ?2 AND r.state <> 2
  AND NOT EXISTS (SELECT 1 FROM record_pupil p WHERE p.pupil = c.pupil
                  AND (p.day > x.day OR (p.day = x.day AND p.record > x.id))
                  AND x.to_state = 'meet' AND p.kind IN ({meet}) AND p.state <> 2)
