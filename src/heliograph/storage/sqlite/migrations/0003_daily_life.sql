-- Daily life: account events, dialogs, messages of every kind, end-to-end chats, search, push.
-- Times are Unix seconds.

-- ---- account events ----

-- ---- dialogs: drafts, pins, archive, folders, marks, timers ----

-- ---- messages: extras, forwards, schedule; the view `messages` ----

-- ---- pins, reactions, polls ----

-- ---- end-to-end chats ----

-- ---- search ----

-- ---- push ----

-- ---- erasure ----

-- ---- end ----
