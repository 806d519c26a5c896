--[[
  Takes the mark of a claim back: its final dot was not sent and never will be.

    KEYS[1] ledger

    ARGV[1] delivery index
    ARGV[2] claim token

    returns 1 taken back, 0 the mark is not this claim's
]]
local field = 's' .. ARGV[1]
local state = redis.call('HGET', KEYS[1], field)
if not state or string.find(state, 'dot ' .. ARGV[2] .. ' ', 1, true) ~= 1 then return 0 end
redis.call('HSET', KEYS[1], field, 'open')
return 1
