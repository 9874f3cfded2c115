-- grain: one row per post of a forum or message board
select
    posts.post_id,
    posts.board,
    posts.agent_id,
    posts.posted_at,
    posts.replied_at
from sources.posts as posts
