//! A library in Rust, for the tests of pagelet.wasm: slices, and memory that its caller asks for.

use std::alloc::Layout;

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 1).expect("a size that fits")
}

#[no_mangle]
pub extern "C" fn alloc(size: usize) -> *mut u8 {
    unsafe { std::alloc::alloc(layout(size)) }
}

/// # Safety
/// The pointer must come from `alloc`.
#[no_mangle]
pub unsafe extern "C" fn dealloc(pointer: *mut u8, size: usize) {
    std::alloc::dealloc(pointer, layout(size))
}

/// # Safety
/// As with all that takes pointers.
#[no_mangle]
pub unsafe extern "C" fn mean(numbers: *const f64, count: usize) -> f64 {
    let numbers = std::slice::from_raw_parts(numbers, count);
    numbers.iter().sum::<f64>() / count as f64
}

/// # Safety
/// As with all that takes pointers.
#[no_mangle]
pub unsafe extern "C" fn scale(numbers: *mut f64, count: usize, factor: f64) {
    for number in std::slice::from_raw_parts_mut(numbers, count) {
        *number *= factor;
    }
}

/// # Safety
/// As with all that takes pointers.
#[no_mangle]
pub unsafe extern "C" fn letters(text: *const u8, size: usize) -> usize {
    let bytes = std::slice::from_raw_parts(text, size);
    std::str::from_utf8(bytes).expect("UTF-8").chars().count()
}

#[no_mangle]
pub extern "C" fn third(index: usize) -> u32 {
    [1, 2, 3][index]
}

#[no_mangle]
pub static ANSWER: i32 = 42;
