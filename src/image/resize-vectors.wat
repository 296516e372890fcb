;; A photo's rows resized across and added up down, as resize-vectors.ts asks for, by 128-bit vectors.
;;
;; A weight of 1/2^22 is two numbers of 16 bits, weight >> 11 and weight & 2047, so that one instruction multiplies the
;; three channels of two neighbours and adds them up. All sums are those of the weights as a whole.
(module
  (memory (export "memory") 1)

  ;; Resizes one row across: `width` pixels, of which pixel x is made of `pairs` pairs of neighbours from byte first[x]
  ;; of the row on. $weights: for each pixel and pair [high a, high b, low a, low b], 16 bits each. Writes 3 bytes a
  ;; pixel, and one behind the last.
  (func (export "across") (param $row i32) (param $first i32) (param $weights i32) (param $pairs i32) (param $to i32)
                          (param $width i32)
    (local $from i32) (local $left i32) (local $end i32) (local $taps v128) (local $high v128) (local $low v128)
    (local.set $end (i32.add (local.get $to) (i32.mul (local.get $width) (i32.const 3))))
    (loop $pixel
      (local.set $from (i32.add (local.get $row) (i32.load (local.get $first))))
      (local.set $left (local.get $pairs))
      (local.set $high (v128.const i32x4 0 0 0 0))
      ;; A half of the 1/2^22, so that cutting rounds.
      (local.set $low (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (loop $pair
        ;; Bytes r g b R G B to 16 bits r R g G b B 0 0.
        (local.set $taps (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16
          (v128.load64_zero (local.get $from)) (v128.const i32x4 0 0 0 0)))
        (local.set $high (i32x4.add (local.get $high)
          (i32x4.dot_i16x8_s (local.get $taps) (v128.load32_splat (local.get $weights)))))
        (local.set $low (i32x4.add (local.get $low)
          (i32x4.dot_i16x8_s (local.get $taps) (v128.load32_splat offset=4 (local.get $weights)))))
        (local.set $from (i32.add (local.get $from) (i32.const 6)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 8)))
        (br_if $pair (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (local.set $high (i32x4.shr_u
        (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low)) (i32.const 22)))
      (local.set $high (i16x8.narrow_i32x4_u (local.get $high) (local.get $high)))
      (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $high) (local.get $high)))
      (local.set $first (i32.add (local.get $first) (i32.const 4)))
      (br_if $pixel (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 3))) (local.get $end)))))

  ;; Adds `weight` times a row of bytes to sums of 32 bits. `length` counts bytes, and is filled up to a multiple of 16.
  (func (export "add") (param $row i32) (param $sums i32) (param $length i32) (param $weight i32)
    (local $end i32) (local $weights v128) (local $bytes v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $row) (local.get $length)))
    (local.set $weights (i32x4.splat (local.get $weight)))
    (loop $chunk
      (local.set $bytes (v128.load (local.get $row)))
      (local.set $low (i16x8.extend_low_i8x16_u (local.get $bytes)))
      (local.set $high (i16x8.extend_high_i8x16_u (local.get $bytes)))
      (v128.store (local.get $sums) (i32x4.add (v128.load (local.get $sums))
        (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $low)) (local.get $weights))))
      (v128.store offset=16 (local.get $sums) (i32x4.add (v128.load offset=16 (local.get $sums))
        (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $low)) (local.get $weights))))
      (v128.store offset=32 (local.get $sums) (i32x4.add (v128.load offset=32 (local.get $sums))
        (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $high)) (local.get $weights))))
      (v128.store offset=48 (local.get $sums) (i32x4.add (v128.load offset=48 (local.get $sums))
        (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $high)) (local.get $weights))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
      (br_if $chunk (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 16))) (local.get $end)))))

  ;; Sums in 1/2^22, rounded to bytes: four of them become four bytes at $to. `length` is a multiple of 4.
  (func (export "bytes") (param $sums i32) (param $to i32) (param $length i32)
    (local $end i32) (local $four v128)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (loop $chunk
      (local.set $four (i32x4.shr_u (i32x4.add (v128.load (local.get $sums))
        (v128.const i32x4 0x200000 0x200000 0x200000 0x200000)) (i32.const 22)))
      (local.set $four (i16x8.narrow_i32x4_u (local.get $four) (local.get $four)))
      (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $four) (local.get $four)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
      (br_if $chunk (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 4))) (local.get $end))))))
