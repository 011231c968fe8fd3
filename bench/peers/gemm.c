/* OpenBLAS' sgemm, timed on request. Built and driven by `go run ./bench`.
 *
 * Reads lines "m n k ta tb repeats" and answers each with the nanoseconds of that many products C = op(A)·op(B), row-major, whose matrices
 * were touched before. It first prints the configuration and the kernels that OpenBLAS chose. */
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

char *openblas_get_config(void);
char *openblas_get_corename(void);
int openblas_get_num_threads(void);

static long long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static float *matrix(size_t n)
{
	float *x = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
	if (!x)
		exit(1);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)(i * 2654435761u % 2000) / 1000 - 1;
	return x;
}

int main(void)
{
	printf("%s; kernels of %s; %d threads\n", openblas_get_config(), openblas_get_corename(), openblas_get_num_threads());
	fflush(stdout);
	int m, n, k, ta, tb, repeats;
	while (scanf("%d %d %d %d %d %d", &m, &n, &k, &ta, &tb, &repeats) == 6) {
		float *a = matrix((size_t)m * k), *b = matrix((size_t)k * n), *c = matrix((size_t)m * n);
		int lda = ta ? m : k, ldb = tb ? k : n;
		for (int warm = 1; warm >= 0; warm--) {
			long long begin = now();
			for (int i = 0; i < (warm ? 1 : repeats); i++)
				cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, m, n, k, 1, a, lda, b, ldb, 0, c, n);
			if (!warm)
				printf("%lld\n", now() - begin);
		}
		fflush(stdout);
		free(a);
		free(b);
		free(c);
	}
	return 0;
}
