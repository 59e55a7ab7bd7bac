#include "cmd/check_many.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define AHEAD 16 /* plans that may be finished before their turn, and as many again for each thread */
#define BAR_WIDTH 30
#define BAR_AFTER_MS 1000
#define BAR_EVERY_MS 100

typedef struct pool {
	const many *m;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t next, handed, finished;
	bool *done;
	long started, drawn; /* milliseconds */
	bool shows, stands;  /* a bar is wanted; one is there now */
} pool;

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

/* ---- the bar ---- */

static void draw_bar(pool *p)
{
	long now = p->shows ? now_ms() : 0;
	if (!p->shows || now - p->started < BAR_AFTER_MS || now - p->drawn < BAR_EVERY_MS)
		return;
	size_t filled = p->finished * BAR_WIDTH / p->m->count;
	char bar[BAR_WIDTH + 1] = {0};
	for (size_t i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < filled ? '#' : '.';
	fprintf(stderr, "\r[%s] %zu of %zu plans", bar, p->finished, p->m->count);
	p->drawn = now;
	p->stands = true;
}

static void wipe_bar(pool *p)
{
	if (p->stands)
		fprintf(stderr, "\r\033[K");
	p->stands = false;
}

/* ---- the work ---- */

static void *run_worker(void *context)
{
	pool *p = context;
	const many *m = p->m;
	void *worker = m->begin(m->context);
	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (p->next < m->count && p->next >= p->handed + AHEAD + m->threads * AHEAD)
			pthread_cond_wait(&p->changed, &p->lock);
		if (p->next >= m->count)
			break;
		size_t i = p->next++;
		pthread_mutex_unlock(&p->lock);
		m->work(worker, m->context, i);
		pthread_mutex_lock(&p->lock);
		p->done[i] = true;
		p->finished++;
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
	m->end(worker);
	return NULL;
}

/* Waits for plan `i`; the bar goes on while others finish. */
static void wait_for(pool *p, size_t i)
{
	pthread_mutex_lock(&p->lock);
	while (!p->done[i]) {
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 1;
		if (p->shows)
			pthread_cond_timedwait(&p->changed, &p->lock, &until);
		else
			pthread_cond_wait(&p->changed, &p->lock);
		draw_bar(p);
	}
	pthread_mutex_unlock(&p->lock);
}

static void hand_over(pool *p, size_t i)
{
	if (p->m->prints || !i)
		wipe_bar(p);
	p->m->hand_over(p->m->context, i);
	pthread_mutex_lock(&p->lock);
	p->handed = i + 1;
	pthread_cond_broadcast(&p->changed);
	draw_bar(p);
	pthread_mutex_unlock(&p->lock);
}

/* On this thread alone: each plan is handed over before the next is begun. */
static void run_alone(pool *p)
{
	const many *m = p->m;
	void *worker = m->begin(m->context);
	for (size_t i = 0; i < m->count; i++) {
		m->work(worker, m->context, i);
		p->finished++;
		hand_over(p, i);
	}
	m->end(worker);
}

void many_run(const many *m)
{
	pool p = {.m = m, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .started = now_ms()};
	size_t started = 0, threads = m->threads < m->count ? m->threads : m->count;
	pthread_t *workers = calloc(threads + 1, sizeof *workers);
	p.done = calloc(m->count + 1, sizeof *p.done);
	if (!workers || !p.done)
		abort();
	p.shows = !m->quiet && m->count > 1 && isatty(STDERR_FILENO);
	while (threads > 1 && started < threads && !pthread_create(&workers[started], NULL, run_worker, &p))
		started++;
	if (!started)
		run_alone(&p);
	for (size_t i = 0; started && i < m->count; i++) {
		wait_for(&p, i);
		hand_over(&p, i);
	}
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i], NULL);
	wipe_bar(&p);
	free(p.done);
	free(workers);
}
