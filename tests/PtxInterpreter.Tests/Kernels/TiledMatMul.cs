using ILGPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>C = A B by 16 x 16 tiles in shared memory, for any extents.</summary>
internal static class TiledMatMul
{
    public const int Tile = 16;

    public readonly struct Args(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, int m, int n, int k)
    {
        public readonly ArrayView<float> A = a; // [M, K]
        public readonly ArrayView<float> B = b; // [K, N]
        public readonly ArrayView<float> C = c; // [M, N]
        public readonly int M = m;
        public readonly int N = n;
        public readonly int K = k;
    }

    public static void Run(Args args)
    {
        ArrayView<float> tileA = SharedMemory.Allocate<float>(Tile * Tile);
        ArrayView<float> tileB = SharedMemory.Allocate<float>(Tile * Tile);
        int x = Group.IdxX;
        int y = Group.IdxY;
        int column = (Grid.IdxX * Tile) + x;
        int row = (Grid.IdxY * Tile) + y;
        float sum = 0;
        for (int start = 0; start < args.K; start += Tile)
        {
            tileA[(y * Tile) + x] = row < args.M && start + x < args.K ? args.A[(row * args.K) + start + x] : 0f;
            tileB[(y * Tile) + x] = column < args.N && start + y < args.K ? args.B[((start + y) * args.N) + column] : 0f;
            Group.Barrier();
            for (int k = 0; k < Tile; k++)
            {
                sum += tileA[(y * Tile) + k] * tileB[(k * Tile) + x];
            }
            Group.Barrier();
        }
        if (row < args.M && column < args.N)
        {
            args.C[(row * args.N) + column] = sum;
        }
    }
}
