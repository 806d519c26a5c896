--[[
  Takes the mark of a claim that is no more over to another, which decides by policy what follows; should that one end, too,
  the delivery is as uncertain as before.

    KEYS[1] ledger

    ARGV[1] delivery index
    ARGV[2] the mark as it was read: dot, token, since
    ARGV[3] token of the claim that takes it

    returns 1 taken (or taken already by this claim)
            0 the state is another one by now
]]
local field = 's' .. ARGV[1]
local state = redis.call('HGET', KEYS[1], field)
if not state then return 0 end
local since = string.match(ARGV[2], '%d+$')
local taken = 'dot ' .. ARGV[3] .. ' ' .. since
if state ~= ARGV[2] and state ~= taken then return 0 end
redis.call('HSET', KEYS[1], field, taken)
return 1
