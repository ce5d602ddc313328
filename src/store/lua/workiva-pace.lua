--[[
  Gives out turns to call Workiva, so many in any one second; goes slower after a refusal, and slowly faster again.

  KEYS[1] the pace after a refusal (hash: rate, turns a second; since, when it began; held, until when there are no turns;
          slowed, when it was last halved; epoch, how often turns were taken back). Not there: the full pace.
  KEYS[2] the moments (ms) of the latest turns, oldest first (list)
  ARGV[1] turn | slow   ARGV[2] now (ms), or empty for Redis's own clock   ARGV[3] the full pace, turns a second
  ARGV[4] after how many ms without a refusal the pace gains a turn a second
  turn: ARGV[5] how many ms the caller can wait   ARGV[6], ARGV[7] moment and epoch of the turn waited for, if any
        Answers { ms to wait, moment, epoch }. Moment 0: the wait is too long, and no turn was taken.
  slow: ARGV[5] for how many ms there are no turns   ARGV[6] moment of the turn that was refused
        Answers { turns a second from now on, ms without turns, 1 when the pace was halved, else 0 }.
]]
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local full, gain = tonumber(ARGV[3]), tonumber(ARGV[4])
local stored = redis.call('HMGET', KEYS[1], 'rate', 'since', 'held', 'slowed', 'epoch')
local since, held, slowed = tonumber(stored[2] or '0'), tonumber(stored[3] or '0'), tonumber(stored[4] or '0')
local epoch = tonumber(stored[5] or '0')
local rate = full
if stored[1] then
  rate = math.min(full, tonumber(stored[1]) + math.floor(math.max(0, now - since) / gain))
end

if ARGV[1] == 'slow' then
  local begin = math.max(held, now + tonumber(ARGV[5]))
  local first = tonumber(ARGV[6]) > slowed
  if first or begin > held then
    if first then
      rate = math.max(1, math.floor(rate / 2))
      slowed = now
    end
    held, epoch = begin, epoch + 1
    -- Turns that nobody has used yet are given anew, after the pause and at the new pace.
    while tonumber(redis.call('LINDEX', KEYS[2], -1) or '0') > now do
      redis.call('RPOP', KEYS[2])
    end
    redis.call('HSET', KEYS[1], 'rate', rate, 'since', held, 'held', held, 'slowed', slowed, 'epoch', epoch)
    redis.call('PEXPIRE', KEYS[1], held - now + (full - rate) * gain + 1000)
  end
  return { rate, held - now, first and 1 or 0 }
end

local waited = tonumber(ARGV[6])
if waited and tonumber(ARGV[7]) == epoch then
  return { math.max(0, waited - now), waited, epoch }
end
local last = tonumber(redis.call('LINDEX', KEYS[2], -1) or '0')
local earlier = tonumber(redis.call('LINDEX', KEYS[2], -rate) or '-1000')
local at = math.max(now, held, last, earlier + 1000)
if at - now > tonumber(ARGV[5]) then
  return { at - now, 0, epoch }
end
redis.call('RPUSH', KEYS[2], at)
redis.call('LTRIM', KEYS[2], -full, -1)
redis.call('PEXPIRE', KEYS[2], at - now + 2000)
return { at - now, at, epoch }
