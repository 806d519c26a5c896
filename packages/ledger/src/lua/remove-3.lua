--[[
  Takes back a message whose client is told to come back.

    KEYS[1] ledger
    KEYS[2] body
    KEYS[3] mark of the message: committed, kept, void

    returns 1 taken back
            0 somebody was told meanwhile that it is there: it stays
]]
if redis.call('GET', KEYS[3]) == 'kept' then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('SET', KEYS[3], 'void', 'KEEPTTL') end
return 1
