--[[
  Tells whether another connection is worth opening for what waits in a lane. Sessions at work mostly come to a little mail before a
  new one has connected. When the delivery that is next has waited for long all the same, they are too slow, or dead.

    KEYS[1] connection leases    KEYS[2] wait list    KEYS[3] lane state

    ARGV[1] within how many ms the sessions at work should come to all that waits
    ARGV[2] how long the next delivery may have waited, ms: while nobody knows how fast the lane is
    ARGV[3] … and when its speed is known

    returns 1 when a session should come, 0 when it is enough to look again soon
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local sessions = redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf')
if sessions == 0 then return 1 end
local waiting = redis.call('LLEN', KEYS[2])
-- what is due is put from the delayed set into the wait list only by the next claim
if waiting == 0 then return 1 end
local serveMs = tonumber(redis.call('HGET', KEYS[3], 'serveMs') or '')
if serveMs and waiting * serveMs / sessions >= tonumber(ARGV[1]) then return 1 end
local nextId = redis.call('LINDEX', KEYS[2], -1)
-- a delivery id begins with the message's UUIDv7, and that with its time (RFC 9562 section 5.7)
local since = tonumber(string.sub(nextId, 1, 8) .. string.sub(nextId, 10, 13), 16)
if not since then return 1 end
-- from the future: a submitter's clock is wrong, and says nothing of how long the delivery has waited
local waited = now - since
if waited < 0 or waited >= tonumber(serveMs and ARGV[3] or ARGV[2]) then return 1 end
return 0
