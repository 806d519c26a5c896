--[[
  Writes down how an attempt ended. An end (delivered, failed) is final: what comes later changes nothing, except that
  delivered also overrides a mark of another claim, for the mail is there. Of what is held a claim can only say that it was delivered.
  What was wished of a delivery that has ended is void.

    KEYS[1] ledger
    KEYS[2] body

    ARGV[1] delivery index
    ARGV[2] claim token
    ARGV[3] new state: open, held, delivered, failed
    ARGV[4] the delivery as JSON; empty = unchanged
    ARGV[5] why it is held, as JSON; empty = it is not

    returns 0 written
            1 written, and it was the last open delivery: ledger and body are gone
           -1 no such ledger (the message is finished)
           -2 another claim holds the mark or has reports to make, or the delivery has ended or is held: nothing changed
]]
local field = 's' .. ARGV[1]
local state = redis.call('HGET', KEYS[1], field)
if not state then return -1 end
if state == 'delivered' or state == 'failed' then return -2 end
-- held, or held by a wish that is coming true
if string.find(state, 'held', 1, true) == 1 and ARGV[3] ~= 'delivered' then return -2 end
if ARGV[3] ~= 'delivered' and string.find(state, 'dot ', 1, true) == 1
  and string.find(state, 'dot ' .. ARGV[2] .. ' ', 1, true) ~= 1 then
  return -2
end
-- Two claims must not both report: the first one's facts stand. A repeat of the same is none.
if string.find(ARGV[4], '"reports":', 1, true) then
  local stored = redis.call('HGET', KEYS[1], 'd' .. ARGV[1])
  if stored ~= ARGV[4] and string.find(stored, '"reports":', 1, true) then return -2 end
end
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'd' .. ARGV[1], ARGV[4]) end
redis.call('HSET', KEYS[1], field, ARGV[3])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'h' .. ARGV[1], ARGV[5]) end
if ARGV[3] == 'delivered' or ARGV[3] == 'failed' then
  redis.call('HDEL', KEYS[1], 'w' .. ARGV[1], 'h' .. ARGV[1])
  if redis.call('HINCRBY', KEYS[1], 'open', -1) <= 0 then
    redis.call('DEL', KEYS[1], KEYS[2])
    return 1
  end
end
return 0
