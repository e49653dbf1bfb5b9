-- A critical item of an answer sheet fired and nobody has met the pupil face to face since;
-- it stays whatever the total says, also on sheets that are void, until somebody did.
-- class: A
-- verb: See face to face
-- reason: {words}; nobody has seen the pupil yet
-- why: the answer on this sheet means that somebody sees the pupil today
-- enter: steps
-- args: words=TEXT
SELECT s.id AS subject, 'sheet' AS kind, s.pupil AS pupil, x.day AS due, x.reason AS a,
       NULL AS b, NULL AS whom
FROM act x INDEXED BY act_open JOIN sheet s ON s.id = x.subject JOIN record r ON r.id = s.id
WHERE x.machine = 'alert' AND x.to_state IN ('lit', 'seen', 'acted') AND x.next IS NULL
  AND x.day <= ?2 AND r.state <> 2
  AND NOT EXISTS (
    SELECT 1 FROM record_pupil p WHERE p.pupil = s.pupil AND p.day >= x.day AND p.state <> 2
      AND ((p.kind = 'talk' AND EXISTS (SELECT 1 FROM talk t WHERE t.id = p.record AND t.mode = '1'))
        OR (p.kind = 'session'
            AND EXISTS (SELECT 1 FROM session v WHERE v.id = p.record AND v.mode = '1'))))
