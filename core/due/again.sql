-- A talk or session named a next day, and nobody of the school met the pupil since.
-- class: D
-- verb: Talk again
-- reason: on {day} it was agreed to meet {due}
-- why: the record named this day and nobody met the pupil since
-- enter: same
-- args: day=DATE
SELECT t.id AS subject, t.kind AS kind, t.pupil AS pupil, t.next_day AS due, t.day AS a, NULL AS b,
       NULL AS whom
FROM (
  SELECT t.id, 'talk' AS kind, tp.pupil, t.next_day, t.day
  FROM talk t INDEXED BY talk_next JOIN talk_pupil tp ON tp.owner = t.id
  WHERE t.next_day BETWEEN ?1 AND ?2
  UNION ALL
  SELECT id, 'session', pupil, next_day, day
  FROM session INDEXED BY session_next WHERE next_day BETWEEN ?1 AND ?2
) t JOIN record r ON r.id = t.id
WHERE r.state <> 2
  AND NOT EXISTS (SELECT 1 FROM record_pupil p WHERE p.pupil = t.pupil
                  AND p.day > t.day AND p.kind IN ({meet}) AND p.state <> 2)
