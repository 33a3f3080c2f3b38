//! Work on many items with several threads in bounded memory, and results in the order of the items.

use rayon::ThreadPool;
use rayon::prelude::*;

use super::Failure;

/// Items of one batch for each thread.
const ITEMS: usize = 32;
/// Bytes that the items of a batch hold together, and their results as far as `size` counts them, about.
const BYTES: usize = 8 << 20;

/// Threads to work on; 0 means as many as there are processors.
///
/// # Errors
/// When the system gives no threads.
pub fn pool(threads: usize) -> Result<ThreadPool, Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        // Resources nest; a thread of the default size would be small for the deepest that are read.
        .stack_size(16 << 20)
        .build()
        .map_err(|error| Failure::Message(format!("no threads could be started: {error}")))
}

/// Takes items, works on them on the threads of `pool`, and hands the results to `finish` in order. While one batch is
/// worked on, the results before it are finished and the next one is taken. Stops at the first error of `finish`.
pub fn in_order<T: Send, R: Send, E: Send>(
    pool: &ThreadPool,
    items: impl Iterator<Item = T> + Send,
    size: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> R + Sync,
    finish: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E> {
    let mut items = items;
    let mut finish = finish;
    let most = ITEMS * pool.current_num_threads();
    let mut batch = take(&mut items, most, &size);
    let mut done: Vec<R> = Vec::new();
    while !batch.is_empty() {
        let current = std::mem::take(&mut batch);
        let before = std::mem::take(&mut done);
        let (results, next) = pool.install(|| {
            rayon::join(
                || current.into_par_iter().with_max_len(1).map(&work).collect::<Vec<R>>(),
                || {
                    before.into_iter().try_for_each(&mut finish)?;
                    Ok(take(&mut items, most, &size))
                },
            )
        });
        done = results;
        batch = next?;
    }
    done.into_iter().try_for_each(finish)
}

fn take<T>(items: &mut impl Iterator<Item = T>, most: usize, size: impl Fn(&T) -> usize) -> Vec<T> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < most && bytes < BYTES {
        let Some(item) = items.next() else { break };
        bytes += size(&item);
        batch.push(item);
    }
    batch
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 5] {
            for count in [0, 1, 31, 32, 33, 1_000] {
                let mut seen = Vec::new();
                let finish = |n: usize| {
                    seen.push(n);
                    Ok::<(), ()>(())
                };
                let outcome = in_order(&pool(threads).expect("threads can be had"), 0..count, |_| 0, |n| n * 2, finish);
                assert_eq!(outcome, Ok(()));
                assert_eq!(seen, (0..count).map(|n| n * 2).collect::<Vec<_>>(), "{threads} threads, {count} items");
            }
        }
    }

    #[test]
    fn large_items_are_not_all_held_at_once() {
        let (taken, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let items = (0..64).inspect(|_| {
            let held = taken.fetch_add(1, Ordering::SeqCst) + 1 - finished.load(Ordering::SeqCst);
            most.fetch_max(held, Ordering::SeqCst);
        });
        let finish = |()| {
            finished.fetch_add(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        };
        assert_eq!(in_order(&pool(2).expect("threads can be had"), items, |_| BYTES / 2, |_| (), finish), Ok(()));
        assert!(most.load(Ordering::SeqCst) <= 6, "{most:?}");
    }

    #[test]
    fn the_first_error_stops_the_work() {
        let finish = |n: usize| if n == 3 { Err("three") } else { Ok(()) };
        assert_eq!(in_order(&pool(2).expect("threads can be had"), 0.., |_| 0, |n| n, finish), Err("three"));
    }
}
