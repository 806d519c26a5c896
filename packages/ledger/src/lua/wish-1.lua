--[[
  Notes what somebody wants of a delivery. A wish that was noted before gives way to the later one.

    KEYS[1] ledger

    ARGV[1] delivery index
    ARGV[2] the wish: its id, a space, JSON
    ARGV[3] for which states: open (or dot), held, any
    ARGV[4] 1 = an open delivery's earlier wish is withdrawn by this one

    returns 0 noted
            1 an earlier wish was withdrawn, this one is not needed
           -1 no such ledger, or the delivery has ended
           -2 an earlier wish is coming true just now
           -3 the delivery is not in such a state
]]
local state = redis.call('HGET', KEYS[1], 's' .. ARGV[1])
if not state or state == 'delivered' or state == 'failed' then return -1 end
if string.find(state, 'held ', 1, true) == 1 then return -2 end
local fits = ARGV[3] == 'any' or (ARGV[3] == 'held') == (state == 'held')
if not fits then
  if ARGV[4] == '1' and redis.call('HDEL', KEYS[1], 'w' .. ARGV[1]) == 1 then return 1 end
  return -3
end
redis.call('HSET', KEYS[1], 'w' .. ARGV[1], ARGV[2])
return 0
