--[[
  Reserves the next free moment for one call to a paced receiver.

  KEYS[1] the receiver's next free moment (string, ms)
  ARGV[1] now (ms)   ARGV[2] length of a slot (ms)   ARGV[3] 1 to reserve, 0 to only push the next moment back
  Answers the moment (ms) at which the caller may go ahead.
]]
local now, length = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local at = math.max(now, free)
if ARGV[3] == '0' then
  at = math.max(free, now + length)
  redis.call('SET', KEYS[1], at, 'PX', at - now + 1000)
  return at
end
redis.call('SET', KEYS[1], at + length, 'PX', at + length - now + 1000)
return at
