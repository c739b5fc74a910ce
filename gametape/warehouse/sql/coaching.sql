-- Answers on scorecards, by reviewers or by Gong: a document per answer, since the store has a row per answer. Fivetran
-- loads answered scorecards incrementally, so the load time is the time of the last change. A revised question, or a
-- scorecard for several calls, must not repeat an answer.
SELECT
  CONCAT(s.id, ':', a.question_id) AS id,
  s.synced AS stamp,
  TO_JSON_STRING(STRUCT(
    CONCAT(s.id, ':', a.question_id) AS id,
    s.call_id AS call_id,
    rep.email_address AS rep_email,
    reviewer.email_address AS reviewer_email,
    c.name AS scorecard,
    q.question_text AS question,
    a.score AS score,
    a.answer_text AS answer_text,
    COALESCE(a.is_overall, q.is_overall) AS is_overall,
    a.not_applicable AS not_applicable,
    s.review_time AS reviewed_at,
    s.is_deleted OR a.is_deleted AS is_deleted
  )) AS document,
  IF(s.is_deleted OR a.is_deleted, s.synced, NULL) AS touched
FROM gong.answered_scorecard AS s
JOIN gong.answered_scorecard_answer AS a ON a.answered_scorecard_id = s.id
LEFT JOIN gong.scorecard_question AS q ON q.question_id = a.question_id
LEFT JOIN gong.scorecard AS c ON c.id = s.scorecard_id
LEFT JOIN gong.users AS rep ON rep.id = s.reviewed_user_id
LEFT JOIN gong.users AS reviewer ON reviewer.id = s.reviewer_user_id
WHERE TRUE
-- A question that was revised, or a scorecard told for several calls, must not give an answer twice.
QUALIFY s.id IS NULL OR a.question_id IS NULL OR ROW_NUMBER() OVER (
  PARTITION BY s.id, a.question_id ORDER BY s.is_deleted, a.is_deleted, s.call_id, a.score DESC
) = 1
